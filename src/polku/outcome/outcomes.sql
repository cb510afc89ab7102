-- What came of each participation that started by $until. A window of N days is days start+1 … start+N; while it is
-- not over at $until its figure is null.
with counted as (
    select
        participation_id,
        sum(case when kind = 'any' then greatest(least(end_date, base + 90) - start_date + 1, 0) end) as days_90,
        sum(case when kind = 'any' then greatest(least(end_date, base + 180) - start_date + 1, 0) end) as days_180,
        sum(case when kind = 'any' then end_date - start_date + 1 end) as days_365,
        sum(case when kind = 'open' then end_date - start_date + 1 end) as open_days_365,
        min(case when kind = 'new' and days_so_far >= 30 then end_date - (days_so_far - 30) end) as result_on
    from covered_days
    group by participation_id
), first_jobs as (
    select participations.participation_id, min(employment.start_date) as first_job_on
    from participations
    join employment using (person_id)
    where employment.start_date > participations.start_date and employment.start_date <= $until
    group by participations.participation_id
), first_studies as (
    select participations.participation_id, min(education.start_date) as education_on
    from participations
    join education using (person_id)
    where education.start_date > participations.start_date and education.start_date <= $until
    group by participations.participation_id
), statuses_then as (
    select
        participations.participation_id,
        max(case when statuses.start_date <= participations.start_date + 90
            and coalesce(statuses.end_date >= participations.start_date + 90, true) then status end) as status_90,
        max(case when statuses.start_date <= participations.start_date + 180
            and coalesce(statuses.end_date >= participations.start_date + 180, true) then status end) as status_180,
        max(case when statuses.start_date <= participations.start_date + 365
            and coalesce(statuses.end_date >= participations.start_date + 365, true) then status end) as status_365
    from participations
    join statuses using (person_id)
    where statuses.start_date <= participations.start_date + 365
        and (statuses.end_date is null or statuses.end_date >= participations.start_date + 90)
    group by participations.participation_id
), windows as (
    select
        *,
        person_id is not null and start_date + 90 <= $until as over_90,
        person_id is not null and start_date + 180 <= $until as over_180,
        person_id is not null and start_date + 365 <= $until as over_365
    from participations
    where start_date <= $until
)
select
    windows.participation_id,
    windows.person_id,
    windows.service_id,
    windows.provider_id,
    windows.start_date,
    first_jobs.first_job_on,
    counted.result_on,
    cast(case when over_90 then coalesce(counted.days_90, 0) end as bigint) as employed_days_90,
    cast(case when over_180 then coalesce(counted.days_180, 0) end as bigint) as employed_days_180,
    cast(case when over_365 then coalesce(counted.days_365, 0) end as bigint) as employed_days_365,
    cast(case when over_365 then coalesce(counted.open_days_365, 0) end as bigint) as open_market_days_365,
    first_studies.education_on,
    case when over_90 then coalesce(statuses_then.status_90, 'none') end as status_90,
    case when over_180 then coalesce(statuses_then.status_180, 'none') end as status_180,
    case when over_365 then coalesce(statuses_then.status_365, 'none') end as status_365
from windows
left join counted on counted.participation_id = windows.participation_id
left join first_jobs on first_jobs.participation_id = windows.participation_id
left join first_studies on first_studies.participation_id = windows.participation_id
left join statuses_then on statuses_then.participation_id = windows.participation_id
