-- The wait of each participation that began by $until and whose day of referral is recorded: days from it to the start.
select
    participation_id,
    referral_date,
    start_date,
    cast(date_diff('day', referral_date, start_date) as bigint) as wait_days
from participations
where start_date <= cast($until as date) and referral_date is not null
