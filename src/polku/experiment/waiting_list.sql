-- Who waits, in their order: earlier draws first, within a draw by the order of the draw; and who still meets the
-- condition on the day.
with waiting as (
    select person_id, drawn_on, block from draw_earlier where arm = $waiting
    union all
    select person_id, "date" as drawn_on, block from drawn where arm = $waiting
), ordered as (
    select
        *,
        row_number() over (
            order by drawn_on, sha256($key || '|' || cast(drawn_on as varchar) || '|' || person_id), person_id
        ) as place
    from waiting
)
select
    $experiment as experiment_id,
    ordered.place,
    ordered.person_id,
    ordered.drawn_on as "date",
    ordered.block,
    draw_condition.person_id is not null as meets_condition
from ordered
left join draw_condition on draw_condition.person_id = ordered.person_id
