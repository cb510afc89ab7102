-- Participations whose year is over: those after which studies for a qualification began within the year, and the others; the total has no kind.
with followed as (
    select
        report_participations.person_id,
        case when outcomes.education_on <= outcomes.start_date + 365 then 'studies' else 'none' end as kind
    from report_participations
    join outcomes on outcomes.participation_id = report_participations.participation_id
    where outcomes.employed_days_365 is not null
)
select kind as key, count(*) as participations, count(distinct person_id) as persons
from followed
group by grouping sets ((kind), ())
