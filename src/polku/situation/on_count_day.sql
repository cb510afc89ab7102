-- The status of each person on each month's count day, as far as stocks ask for it. `run_days`: how long its run is.
select
    months.month,
    months.count_day,
    status_rows.person_id,
    status_rows.status,
    status_rows.kind,
    status_rows.since,
    status_rows.services_ended,
    status_rows.days_before,
    months.count_day - status_rows.since + 1 as run_days
from status_rows
join months on status_rows.start_date <= months.count_day
    and (status_rows.end_date is null or status_rows.end_date >= months.count_day)
