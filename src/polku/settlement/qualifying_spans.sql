-- Unbroken days on which the hours of the jobs that count reach the fee's minimum (rule 5): hours come on a job's first
-- day and go on the day after its last.
with changes as (
    select participation_id, sweep_id, accepted, start_date as day, 1 as jobs, weekly_hours as hours
    from counting_rows
    union all
    select participation_id, sweep_id, accepted, end_date + 1 as day, -1 as jobs, -weekly_hours as hours
    from counting_rows
), change_days as (
    select participation_id, sweep_id, accepted, day, sum(jobs) as jobs, sum(hours) as hours
    from changes
    group by participation_id, sweep_id, accepted, day
), levels as (
    select
        participation_id,
        sweep_id,
        accepted,
        day as start_date,
        lead(day) over in_time - 1 as end_date,
        sum(jobs) over so_far as jobs,
        sum(hours) over so_far as hours
    from change_days
    window in_time as (partition by participation_id, sweep_id, accepted order by day),
        so_far as (partition by participation_id, sweep_id, accepted order by day rows unbounded preceding)
)
select levels.participation_id, levels.sweep_id, levels.accepted, levels.start_date, levels.end_date
from levels
join sweeps on sweeps.sweep_id = levels.sweep_id
where levels.jobs > 0 and levels.hours >= sweeps.min_weekly_hours
