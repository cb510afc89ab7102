-- What followed each participation of a person that ended by $until: the next service and whether it was there within
-- $gap days, work or studies, nothing (dead_end: still unemployed on $until), elsewhere, or not known yet.
with known as (  -- an end after $until is not known: the service goes on
    select
        participation_id,
        person_id,
        service_id,
        start_date,
        end_reason,
        case when end_date <= cast($until as date) then end_date end as ended_on
    from participations
    where person_id is not null and start_date <= cast($until as date)
), others as (  -- those that go on after the end; of two that end on one day the later by id stands for both
    select
        ended.participation_id,
        other.service_id as to_service,
        greatest(other.start_date, ended.ended_on) as resumed_on,
        row_number() over (
            partition by ended.participation_id
            order by greatest(other.start_date, ended.ended_on), other.start_date desc, other.participation_id
        ) as place
    from known as ended
    join known as other on other.person_id = ended.person_id and other.participation_id <> ended.participation_id
    where other.ended_on is null
        or other.ended_on > ended.ended_on
        or (other.ended_on = ended.ended_on and other.participation_id > ended.participation_id)
), left_for_more as (  -- at work, in own business or in studies on some day after the end
    select known.participation_id
    from known
    join employment on employment.person_id = known.person_id
    where employment.start_date <= cast($until as date)
        and (employment.end_date is null or employment.end_date > known.ended_on)
    union
    select known.participation_id
    from known
    join education on education.person_id = known.person_id
    where education.start_date <= cast($until as date)
        and (education.end_date is null or education.end_date > known.ended_on)
), unemployed_still as (
    select distinct person_id
    from statuses
    where status in ('unemployed', 'laid_off')
        and start_date <= cast($until as date)
        and (end_date is null or end_date >= cast($until as date))
)
select
    known.participation_id,
    known.person_id,
    known.service_id,
    known.start_date as began_on,
    known.ended_on,
    case
        when known.end_reason in ('job', 'education') then 'work_or_studies'
        when others.resumed_on <= known.ended_on + $gap then 'service'
        when others.resumed_on is not null then 'gap'
        when known.ended_on + $gap > cast($until as date) then 'not_known_yet'
        when left_for_more.participation_id is not null then 'work_or_studies'
        when unemployed_still.person_id is not null then 'dead_end'
        else 'elsewhere'
    end as followed,
    others.to_service,
    others.resumed_on
from known
left join others on others.participation_id = known.participation_id and others.place = 1
left join left_for_more on left_for_more.participation_id = known.participation_id
left join unemployed_still on unemployed_still.person_id = known.person_id
where known.ended_on is not null
