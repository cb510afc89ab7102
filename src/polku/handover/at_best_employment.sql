-- The jobs at the best: what is known by $on goes on for ever, and everyone begins a full unsubsidised job on the next
-- day, at a new employer, proved by every source.
select
    employment_id,
    person_id,
    employer_id,
    start_date,
    case when end_date <= $on then end_date end as end_date,
    weekly_hours,
    subsidised,
    self_employed,
    source
from employment
where start_date <= $on
union all
select
    'at best ' || tail_people.source || ' ' || tail_people.person_id as employment_id,
    tail_people.person_id,
    cast(null as varchar) as employer_id,
    $on + 1 as start_date,
    cast(null as date) as end_date,
    cast(168 as decimal(12, 2)) as weekly_hours,
    false as subsidised,
    false as self_employed,
    tail_people.source
from tail_people
