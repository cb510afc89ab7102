-- Participations by service: started, going on and ended, and the wait from referral to start; the row of the total has no service.
select
    service_id as key,
    count(*) as started,
    count(distinct subject) as started_subjects,
    count(*) filter (where end_reason is null) as going,
    count(distinct subject) filter (where end_reason is null) as going_subjects,
    count(*) filter (where end_reason is not null) as ended,
    count(distinct subject) filter (where end_reason is not null) as ended_subjects,
    count(wait_days) as waits,
    count(distinct subject) filter (where wait_days is not null) as waits_subjects,
    count(distinct subject) filter (where wait_days is null) as no_waits_subjects,
    cast(round(median(wait_days)) as bigint) as wait_days
from report_participations
group by grouping sets ((service_id), ())
