-- Unbroken runs of broad unemployment: days with status 02, 03, 00, 07 or 08 without a day between, one row a run.
with rows_of_it as (
    select person_id, start_date, end_date
    from statuses
    where status in ('unemployed', 'laid_off', 'subsidised', 'in_service', 'in_training')
), begun as (
    select
        *,
        case when lag(end_date) over by_day + 1 = start_date then 0 else 1 end as begins
    from rows_of_it
    window by_day as (partition by person_id order by start_date)
), numbered as (
    select
        *,
        sum(begins) over (
            partition by person_id order by start_date rows between unbounded preceding and current row
        ) as run
    from begun
)
select
    person_id,
    min(start_date) as start_date,
    case when count(*) = count(end_date) then max(end_date) end as end_date
from numbered
group by person_id, run
