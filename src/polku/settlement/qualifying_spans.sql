-- Unbroken days on which the hours of the jobs that count reach the fee's minimum (rule 5): hours come on a job's first
-- day and go on the day after its last. Each with the days that were full before it, and the last of them.
with changes as (
    select participation_id, sweep_id, accepted, start_date as day, 1 as jobs, weekly_hours as hours
    from counting_rows
    union all
    select participation_id, sweep_id, accepted, end_date + 1 as day, -1 as jobs, -weekly_hours as hours
    from counting_rows
), levels as (  -- of several changes on one day all but one give a span that ends before it begins
    select
        participation_id,
        sweep_id,
        accepted,
        day as start_date,
        lead(day) over (partition by participation_id, sweep_id, accepted order by day) - 1 as end_date,
        sum(jobs) over (partition by participation_id, sweep_id, accepted order by day) as jobs,
        sum(hours) over (partition by participation_id, sweep_id, accepted order by day) as hours
    from changes
), spans as (
    select levels.participation_id, levels.sweep_id, levels.accepted, levels.start_date, levels.end_date
    from levels
    join sweeps on sweeps.sweep_id = levels.sweep_id
    where levels.jobs > 0 and levels.hours >= sweeps.min_weekly_hours and levels.end_date >= levels.start_date
)
select
    participation_id,
    sweep_id,
    accepted,
    start_date,
    end_date,
    lag(end_date) over (partition by participation_id, sweep_id, accepted order by start_date) as previous_end,
    cast(coalesce(sum(date_diff('day', start_date, end_date) + 1) over (
        partition by participation_id, sweep_id, accepted order by start_date
        rows between unbounded preceding and 1 preceding
    ), 0) as integer) as days_before
from spans
