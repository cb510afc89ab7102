-- Unbroken spells of status 02 or 03 by the month of their first day.
select months.month, runs.person_id, runs.start_date as day, 1 as counted
from status_runs as runs
join months on runs.start_date between months.first_day and months.last_day
where runs.kind = 'unemployed'
