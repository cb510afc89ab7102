-- Unbroken runs of days: `unemployed` with status 02 or 03, `services` with 00, 07 or 08. A run without an end goes on.
select
    person_id,
    kind,
    since as start_date,
    case when count(*) = count(end_date) then max(end_date) end as end_date
from status_rows
where kind in ('unemployed', 'services')
group by person_id, kind, since
