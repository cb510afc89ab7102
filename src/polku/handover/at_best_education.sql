-- The studies at the best: those known by $on, and everyone begins new ones on the next day.
select person_id, start_date, end_date, source from education where start_date <= $on
union all
select person_id, $on + 1 as start_date, cast(null as date) as end_date, source from tail_people
