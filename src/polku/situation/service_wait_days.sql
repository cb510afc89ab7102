-- Participations that started in the month, with their days from referral to start: an observation each.
select
    months.month,
    participations.person_id,
    participations.start_date as day,
    participations.participation_id as unit,
    participations.start_date - participations.referral_date as amount
from participations
join months on participations.start_date between months.first_day and months.last_day
where participations.person_id is not null and participations.referral_date is not null
