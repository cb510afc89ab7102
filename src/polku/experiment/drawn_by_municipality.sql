-- The arm of each person drawn on the day: that of their municipality, whose start was drawn.
select
    draw_people.person_id,
    $experiment as experiment_id,
    starts.arm,
    cast($on as date) as "date",
    starts.probability,
    draw_people.block
from draw_people
join starts on starts.municipality = draw_people.municipality
