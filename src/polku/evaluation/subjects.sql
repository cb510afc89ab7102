-- The people of every study, numbered: with day 0, and whether they are treated or compared with.
with together as (
    select * from drawn
    union all
    select * from chosen
    union all
    select * from residents
    union all
    select * from served
    union all
    select * from in_waves
)
select
    cast(row_number() over (order by study, person_id, treated, day0, block) as bigint) as subject_id,
    study,
    person_id,
    day0,
    treated,
    block
from together
