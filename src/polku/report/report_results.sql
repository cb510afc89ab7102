-- Participations whose year is over by service: those followed by 30 days of open-market work within the year, and the others; totals have no service or no kind.
with followed as (
    select
        report_participations.service_id,
        report_participations.person_id,
        case when outcomes.result_on is not null then 'work' else 'none' end as kind
    from report_participations
    join outcomes on outcomes.participation_id = report_participations.participation_id
    where outcomes.employed_days_365 is not null
)
select service_id, kind, count(*) as participations, count(distinct person_id) as persons
from followed
group by cube (service_id, kind)
