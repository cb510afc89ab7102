-- People on the count day $day by what the indicators ask of them: `persons` is how many are alike. From `persons_at`,
-- and from `status_runs` what goes back in time.
with history as (
    select
        person_id,
        max(case when kind = 'unemployed' and coalesce(end_date >= $day, true) then $day - start_date + 1 end)
            as unemployed_days,
        sum(case when kind = 'unemployed' then
            greatest(least(coalesce(end_date, $day), $day) - greatest(start_date, $day - 485) + 1, 0) end)
            as unemployed_days_486,
        max(case when kind = 'services' and end_date < $day then end_date end) as services_ended,
        max(case when kind = 'services' and coalesce(end_date >= $day, true) and start_date - previous_end <= 365
            then 1 else 0 end) as again_in_services
    from status_runs
    where start_date <= $day and (end_date is null or end_date >= $day - 485)
    group by person_id
), clients as (
    select distinct person_id from enrolments
    where pilot_id = $pilot and start_date <= $day and (end_date is null or end_date >= $day)
), told as (
    select
        places.municipality,
        clients.person_id is not null as in_pilot,
        coalesce(persons.non_disclosure, false) as hidden,
        case when now.age < 25 then 'under-25' when now.age < 55 then '25-54' else '55-plus' end as age,
        now.sex,
        case when now.native_language is null then 'unknown'
            when now.native_language in ('fi', 'sv', 'se', 'smn', 'sms') then 'domestic' else 'foreign' end as language,
        case when now.education_level is null then 'unknown' when now.education_level <= 2 then '0-2'
            when now.education_level <= 4 then '3-4' else '5-8' end as education,
        case when not now.unemployed then null when history.unemployed_days < 91 then '0-2'
            when history.unemployed_days < 365 then '3-11' when history.unemployed_days <= 730 then '12-23'
            else '24-plus' end as duration,
        now.status,
        now.unemployed,
        now.in_services,
        coalesce(in_rate.in_rate, false) as in_rate,
        (now.unemployed and (
            history.unemployed_days >= 365
            or history.unemployed_days_486 >= 365
            or coalesce($day - history.services_ended > 90 and $day - history.services_ended <= 365, false)
        )) or (now.in_services and history.again_in_services = 1) as hard_to_employ
    from persons_at as now
    join persons on persons.person_id = now.person_id
    left join places on places.code = now.municipality and places.month = $month
    left join history on history.person_id = now.person_id
    left join in_rate on in_rate.person_id = now.person_id
    left join clients on clients.person_id = now.person_id
    where now.unemployed or now.in_services or now.status = 'reduced_hours'
)
select *, count(*) as persons
from told
group by all
