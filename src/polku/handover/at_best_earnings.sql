-- The wages at the best: those known by $on, and so much in the next two months that every limit is reached.
with months as (
    select cast(date_trunc('month', $on + 1) as date) as month
    union all
    select cast(date_trunc('month', $on + 1) + interval 1 month as date) as month
)
select person_id, employer_id, month, cents, subsidised, source from earnings where month <= $on
union all
select
    tail_people.person_id,
    'at best ' || tail_people.source as employer_id,
    months.month,
    cast(1000000000 as bigint) as cents,
    false as subsidised,
    tail_people.source
from tail_people
cross join months
