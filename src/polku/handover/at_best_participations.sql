-- The participations that have started by $on: later ones are no part of what the pilot leaves behind.
select * from participations where start_date <= $on
