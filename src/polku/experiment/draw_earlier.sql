-- Who was drawn on an earlier day: they keep their arm, and are not drawn again.
select person_id, arm, "date" as drawn_on, probability, block
from assignments
where experiment_id = $experiment and "date" < $on
