-- The people of the list of exceptions with what the exception did: left_out of the draw, drawn_before (they keep their
-- arm), or not_in_question (they do not meet the condition on the day, or it is not known).
select
    draw_exceptions.person_id,
    $experiment as experiment_id,
    draw_earlier.arm,
    cast($on as date) as "date",
    draw_exceptions.reason,
    case
        when draw_earlier.person_id is not null then 'drawn_before'
        when draw_condition.person_id is not null then 'left_out'
        else 'not_in_question'
    end as effect
from draw_exceptions
left join draw_earlier on draw_earlier.person_id = draw_exceptions.person_id
left join draw_condition on draw_condition.person_id = draw_exceptions.person_id
