-- Unbroken spells of status 02 or 03 by the month of their last day, which is known when the day after it is.
select months.month, runs.person_id, runs.end_date as day, 1 as counted
from status_runs as runs
join months on runs.end_date between months.first_day and months.last_day
where runs.kind = 'unemployed' and runs.end_date < $facts_end
