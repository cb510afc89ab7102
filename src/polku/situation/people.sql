-- People on the count days by what the indicators ask of them: `persons` is how many are alike.
with earlier as (  -- unemployed days of earlier runs among the last 486, where they can make up 365
    select
        now.month,
        now.person_id,
        sum(runs.end_date - greatest(runs.start_date, now.count_day - 485) + 1) as unemployed_days
    from on_count_day as now
    join status_runs as runs on runs.person_id = now.person_id
        and runs.kind = 'unemployed'
        and runs.start_date < now.since
        and runs.end_date >= now.count_day - 485
    where now.kind = 'unemployed' and now.run_days < 365 and now.run_days + now.days_before >= 365
    group by now.month, now.person_id
), clients as (
    select distinct months.month, enrolments.person_id
    from enrolments
    join months on enrolments.start_date <= months.count_day
        and (enrolments.end_date is null or enrolments.end_date >= months.count_day)
    where enrolments.pilot_id = $pilot
), told as (
    select
        now.month,
        places.municipality,
        clients.person_id is not null as in_pilot,
        traits.hidden,
        case when traits.birth_date > cast(now.count_day - interval 25 year as date) then 'under-25'
            when traits.birth_date > cast(now.count_day - interval 55 year as date) then '25-54' else '55-plus' end as age,
        traits.sex,
        traits.language,
        traits.education,
        case when now.kind <> 'unemployed' then null when now.run_days < 91 then '0-2'
            when now.run_days < 365 then '3-11' when now.run_days <= 730 then '12-23' else '24-plus' end as duration,
        now.status,
        now.kind = 'unemployed' as unemployed,
        now.kind = 'services' as in_services,
        coalesce(in_rate.in_rate, false) as in_rate,
        (now.kind = 'unemployed' and (
            now.run_days + coalesce(earlier.unemployed_days, 0) >= 365
            or coalesce(now.count_day - now.services_ended between 91 and 365, false)
        )) or (now.kind = 'services' and coalesce(now.since - now.services_ended <= 365, false)) as hard_to_employ
    from on_count_day as now
    join traits on traits.person_id = now.person_id
    left join residences on residences.person_id = now.person_id
        and residences.start_date <= now.count_day
        and (residences.end_date is null or residences.end_date >= now.count_day)
    left join places on places.code = residences.municipality and places.month = now.month
    left join earlier on earlier.month = now.month and earlier.person_id = now.person_id
    left join in_rate on in_rate.month = now.month and in_rate.person_id = now.person_id
    left join clients on clients.month = now.month and clients.person_id = now.person_id
)
select *, count(*) as persons
from told
group by all
