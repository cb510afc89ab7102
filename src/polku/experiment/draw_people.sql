-- Who is drawn on the day: those who meet the condition, are no exception and were not drawn before, each with the place
-- in the random order of their block. The order is that of the SHA-256 of seed, experiment, day and person.
with tickets as (
    select
        draw_condition.person_id,
        draw_condition.municipality,
        draw_condition.block,
        sha256($key || '|' || cast($on as varchar) || '|' || draw_condition.person_id) as ticket
    from draw_condition
    left join draw_earlier on draw_earlier.person_id = draw_condition.person_id
    left join draw_exceptions on draw_exceptions.person_id = draw_condition.person_id
    where draw_earlier.person_id is null and draw_exceptions.person_id is null
)
select
    person_id,
    municipality,
    block,
    row_number() over (partition by block order by ticket, person_id) - 1 as place
from tickets
