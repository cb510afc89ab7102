-- Each person's status runs up to and with $day, from one pass over the status rows that have begun.
-- A run is unbroken when each row starts on the day after the one before it ended.
with begun as (
    select
        person_id,
        status,
        start_date,
        least(coalesce(end_date, $day), $day) as end_date,
        status in ('unemployed', 'laid_off') as unemployed,
        status in ('unemployed', 'laid_off', 'subsidised', 'in_service', 'in_training') as in_spell
    from statuses
    where start_date <= $day
), neighbours as (
    select
        *,
        lag(status) over earlier as status_before,
        coalesce(lag(end_date) over earlier = start_date - 1, false) as adjoins,
        lag(unemployed) over earlier as unemployed_before,
        lag(in_spell) over earlier as in_spell_before,
        coalesce(sum(case when unemployed then end_date - start_date + 1 end) over up_to_row, 0)
            - case when unemployed then end_date - start_date + 1 else 0 end as unemployed_days_before
    from begun
    window
        earlier as (partition by person_id order by start_date),
        up_to_row as (partition by person_id order by start_date rows unbounded preceding)
), per_person as (  -- the last break of a kind is the first day of the last run of that kind
    select
        person_id,
        max(end_date) = $day as covered,
        max(end_date) as last_day,
        arg_max(unemployed, start_date) as unemployed,
        arg_max(in_spell, start_date) as in_spell,
        max(case when not (adjoins and status_before = status) then start_date end) as status_since,
        max(case when unemployed and not (adjoins and unemployed_before) then start_date end) as unemployed_since,
        max(case when in_spell and not (adjoins and in_spell_before) then unemployed_days_before end)
            as unemployed_days_before_spell,
        sum(case when unemployed then end_date - start_date + 1 else 0 end) as unemployed_days_ever,
        sum(case when unemployed then greatest(end_date - greatest(start_date, $day - 364) + 1, 0) else 0 end)
            as unemployed_days_365,
        sum(case when unemployed then greatest(end_date - greatest(start_date, $day - 729) + 1, 0) else 0 end)
            as unemployed_days_730
    from neighbours
    group by person_id
)
select
    person_id,
    cast(case when covered then last_day - status_since + 1 else 0 end as bigint) as status_days,
    cast(case when covered and unemployed then last_day - unemployed_since + 1 else 0 end as bigint) as unemployed_days,
    cast(case when covered and in_spell then unemployed_days_ever - unemployed_days_before_spell else 0 end as bigint)
        as unemployment_spell_days,
    cast(unemployed_days_365 as bigint) as unemployed_days_365,
    cast(unemployed_days_730 as bigint) as unemployed_days_730
from per_person
