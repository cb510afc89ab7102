-- The newest first or last day, up to $until, of a status, benefit, job or participation.
with days as (
    select start_date as day from statuses
    union all
    select end_date as day from statuses
    union all
    select start_date as day from benefits
    union all
    select end_date as day from benefits
    union all
    select start_date as day from employment
    union all
    select end_date as day from employment
    union all
    select start_date as day from participations
    union all
    select end_date as day from participations
)
select max(day) as day
from days
where day <= $until
