-- Job rows that count in a sweep (rule 5), cut to the days that can count. Twice where proof matters (rule 9):
-- once with the rows whose source the contract accepts, once with all of them.
with cut as (
    select
        own_jobs.participation_id,
        sweeps.sweep_id,
        own_jobs.employment_id,
        own_jobs.accepted as row_accepted,
        own_jobs.weekly_hours,
        own_jobs.start_date,
        least(coalesce(own_jobs.end_date, own_jobs.last_day), own_jobs.last_day, own_jobs.base + sweeps.window_days)
            as end_date
    from own_jobs
    join sweeps on sweeps.terms_id = own_jobs.terms_id
    where (sweeps.subsidised or not own_jobs.subsidised) and (sweeps.self_employed or not own_jobs.self_employed)
)
select participation_id, sweep_id, employment_id, weekly_hours, start_date, end_date, true as accepted
from cut
where row_accepted and start_date <= end_date
union all
select participation_id, sweep_id, employment_id, weekly_hours, start_date, end_date, false as accepted
from cut
where start_date <= end_date and participation_id in (select participation_id from cut where not row_accepted)
