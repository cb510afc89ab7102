-- Unbroken runs of days: `unemployed` with status 02 or 03, `services` with 00, 07 or 08. A run without an end goes on.
-- `previous_end`: the last day of the person's run of the same kind before it.
with kinds as (
    select
        person_id,
        case when status in ('unemployed', 'laid_off') then 'unemployed' else 'services' end as kind,
        start_date,
        end_date
    from statuses
    where status in ('unemployed', 'laid_off', 'subsidised', 'in_service', 'in_training')
), breaks as (
    select
        *,
        case when lag(end_date) over (partition by person_id, kind order by start_date) = start_date - 1
            then 0 else 1 end as begins
    from kinds
), numbered as (
    select
        *,
        sum(begins) over (partition by person_id, kind order by start_date rows unbounded preceding) as run
    from breaks
), runs as (
    select
        person_id,
        kind,
        min(start_date) as start_date,
        case when count(*) = count(end_date) then max(end_date) end as end_date
    from numbered
    group by person_id, kind, run
)
select
    *,
    lag(end_date) over (partition by person_id, kind order by start_date) as previous_end
from runs
