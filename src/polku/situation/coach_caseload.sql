-- People by the coach with whom a contact was held in the last 180 days up to and with the count day: an observation
-- is a coach, its amount the number of people.
select distinct months.month, contacts.person_id, months.count_day as day, contacts.coach_id as unit, 1 as amount
from contacts
join months on contacts.date between months.count_day - 179 and months.count_day
where contacts.held and contacts.coach_id is not null
