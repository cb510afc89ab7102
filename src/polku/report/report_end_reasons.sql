-- Ended participations by the reason of the end; the row of the total has no reason.
select end_reason as key, count(*) as ended, count(distinct subject) as subjects
from report_participations
where end_reason is not null
group by grouping sets ((end_reason), ())
