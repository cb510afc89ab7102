-- Contacts held in the month; counted: face to face.
select
    months.month,
    contacts.person_id,
    contacts.date as day,
    case when contacts.mode = 'face_to_face' then 1 else 0 end as counted
from contacts
join months on contacts.date between months.first_day and months.last_day
where contacts.held
