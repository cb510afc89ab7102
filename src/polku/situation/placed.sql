-- The events of the flow indicators with the person's place, membership and groups on the event's own day.
select
    events.indicator,
    events.month,
    events.day,
    events.person_id,
    events.counted,
    events.unit,
    events.amount,
    places.municipality,
    exists (
        select 1 from enrolments
        where enrolments.pilot_id = $pilot
            and enrolments.person_id = events.person_id
            and enrolments.start_date <= events.day
            and (enrolments.end_date is null or enrolments.end_date >= events.day)
    ) as in_pilot,
    traits.hidden,
    case when traits.birth_date > cast(events.day - interval 25 year as date) then 'under-25'
        when traits.birth_date > cast(events.day - interval 55 year as date) then '25-54' else '55-plus' end as age,
    traits.sex,
    traits.language,
    traits.education
from events
join traits on traits.person_id = events.person_id
left join residences on residences.person_id = events.person_id
    and residences.start_date <= events.day
    and (residences.end_date is null or residences.end_date >= events.day)
left join places on places.code = residences.municipality and places.month = events.month
