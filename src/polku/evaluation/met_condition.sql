-- Who met the condition of a staggered study on one day, in municipalities whose start is known: block is the
-- municipality, treated whether it begins on the day.
select
    $study as study,
    draw_condition.person_id,
    cast($day as date) as day0,
    wave_starts.start_date = cast($day as date) as treated,
    draw_condition.municipality as block
from draw_condition
join wave_starts on wave_starts.study = $study and wave_starts.municipality = draw_condition.municipality
