-- The arm of each person drawn on the day: the arm in whose stretch of the block their place lies.
select
    draw_people.person_id,
    $experiment as experiment_id,
    draw_places.arm,
    cast($on as date) as "date",
    draw_places.probability,
    draw_people.block
from draw_people
join draw_places on draw_places.block = draw_people.block
    and draw_people.place between draw_places.first_place and draw_places.last_place
