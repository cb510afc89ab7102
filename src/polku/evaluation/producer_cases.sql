-- Participations with a producer whose first year is over: what was known on the first day, whether a result came, the
-- hours given, whether the person came back to the same service, and whether the first job was at a former employer.
with hours as (
    select participation_id, sum(quantity) as hours from deliveries where unit = 'hour' group by participation_id
), came_back as (
    select distinct later.participation_id
    from participations as later
    join participations as before
        on before.person_id = later.person_id
        and before.service_id = later.service_id
        and before.end_date < later.start_date
        and before.end_date >= later.start_date - 365
), first_jobs as (
    select participations.participation_id, min(employment.start_date) as start_date
    from participations
    join employment
        on employment.person_id = participations.person_id
        and employment.start_date > participations.start_date
        and employment.start_date <= participations.start_date + 365
    where employment.employer_id is not null
    group by participations.participation_id
), former as (
    select
        participations.participation_id,
        max(case when earlier.employment_id is not null then 1 else 0 end) as at_former
    from first_jobs
    join participations on participations.participation_id = first_jobs.participation_id
    join employment
        on employment.person_id = participations.person_id and employment.start_date = first_jobs.start_date
    left join employment as earlier
        on earlier.person_id = employment.person_id
        and earlier.employer_id = employment.employer_id
        and earlier.start_date < participations.start_date
        and (earlier.end_date is null or earlier.end_date >= participations.start_date - 365)
    group by participations.participation_id
)
select
    studied.*,
    participations.service_id,
    participations.provider_id,
    case when outcomes.result_on is null then 0 else 1 end as result,
    cast(hours.hours as double) as hours,
    case when came_back.participation_id is null then 0 else 1 end as again,
    former.at_former
from studied
join participations on participations.participation_id = studied.block
join outcomes on outcomes.participation_id = studied.block
left join hours on hours.participation_id = studied.block
left join came_back on came_back.participation_id = studied.block
left join former on former.participation_id = studied.block
where studied.study = 'producers'
