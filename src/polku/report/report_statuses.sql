-- Participations by the person's situation on day start+180 (statuses in five groups), where that day has come; the total has no key.
with then_known as (
    select
        outcomes.person_id,
        case
            when outcomes.status_180 in ('unemployed', 'laid_off') then 'unemployed'
            when outcomes.status_180 in ('subsidised', 'in_service', 'in_training') then 'in_services'
            when outcomes.status_180 in ('employed', 'none') then outcomes.status_180
            else 'other'
        end as situation
    from report_participations
    join outcomes on outcomes.participation_id = report_participations.participation_id
    where outcomes.status_180 is not null
)
select situation as key, count(*) as participations, count(distinct person_id) as persons
from then_known
group by grouping sets ((situation), ())
