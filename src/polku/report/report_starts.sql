-- Participations by the month in which they started.
select cast(date_trunc('month', start_date) as date) as key, count(*) as started, count(distinct subject) as subjects
from report_participations
group by key
