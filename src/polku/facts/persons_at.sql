-- One row for every person with what rules may ask on $day (the last section of docs/path/facts.md).
with residence as (
    select person_id, municipality from residences
    where start_date <= $day and (end_date is null or end_date >= $day)
), status_now as (
    select person_id, status from statuses
    where start_date <= $day and (end_date is null or end_date >= $day)
), right_now as (
    select person_id, earnings_related from rights
    where start_date <= $day and (end_date is null or end_date >= $day)
), benefit_now as (
    select person_id, benefit from benefits
    where start_date <= $day and (end_date is null or end_date >= $day)
)
select
    persons.person_id,
    cast(
        year($day) - year(birth_date)
        - case when month($day) * 100 + day($day) < month(birth_date) * 100 + day(birth_date) then 1 else 0 end
        as bigint
    ) as age,
    sex,
    native_language,
    immigrant,
    education_level,
    occupation,
    service_line,
    residence.municipality,
    coalesce(status_now.status, 'none') as status,
    coalesce(history.status_days, 0) as status_days,
    coalesce(status_now.status in ('unemployed', 'laid_off'), false) as unemployed,
    coalesce(status_now.status in ('subsidised', 'in_service', 'in_training'), false) as in_services,
    coalesce(history.unemployed_days, 0) as unemployed_days,
    coalesce(history.unemployment_spell_days, 0) as unemployment_spell_days,
    coalesce(history.unemployed_days_365, 0) as unemployed_days_365,
    coalesce(history.unemployed_days_730, 0) as unemployed_days_730,
    benefit_now.benefit,
    benefit_days_at.benefit_days,
    coalesce(right_now.earnings_related, benefit_now.benefit = 'earnings_related_allowance') as earnings_related_right,
    risk_at.risk,
    risk_at.risk_band
from persons
left join residence on residence.person_id = persons.person_id
left join status_now on status_now.person_id = persons.person_id
left join status_history_at as history on history.person_id = persons.person_id
left join right_now on right_now.person_id = persons.person_id
left join benefit_now on benefit_now.person_id = persons.person_id
left join benefit_days_at on benefit_days_at.person_id = persons.person_id
left join risk_at on risk_at.person_id = persons.person_id
