-- One row for each participation that started between $first and $until, with what is known of it at $until.
select
    participation_id,
    coalesce(person_id, employer_id) as subject,
    person_id,
    service_id,
    start_date,
    case when end_date <= cast($until as date) then coalesce(end_reason, 'unknown') end as end_reason,
    case when referral_date <= start_date then start_date - referral_date end as wait_days
from participations
where start_date between coalesce(cast($first as date), start_date) and cast($until as date)
