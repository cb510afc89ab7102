-- Where the path breaks, a row each: long waits, referrals without a start, gaps between services, dead ends, and
-- vouchers that ran out unused. Without a to_date it goes on at $until, and its days are counted so far.
with used_vouchers as (
    select distinct voucher_id
    from participations
    where voucher_id is not null and start_date <= cast($until as date)
), breaks as (
    select
        'long_wait' as kind,
        coalesce(participations.person_id, participations.employer_id) as subject,
        waits.participation_id,
        participations.service_id,
        cast(null as varchar) as to_service,
        waits.referral_date as from_date,
        waits.start_date as to_date
    from waits
    join participations on participations.participation_id = waits.participation_id
    where waits.wait_days > $long_wait
    union all
    select
        'not_started' as kind,
        coalesce(person_id, employer_id) as subject,
        participation_id,
        service_id,
        cast(null as varchar) as to_service,
        referral_date as from_date,
        cast(null as date) as to_date
    from participations
    where start_date > cast($until as date) and date_diff('day', referral_date, cast($until as date)) > $long_wait
    union all
    select
        followed as kind,
        person_id as subject,
        participation_id,
        service_id,
        to_service,
        ended_on as from_date,
        resumed_on as to_date
    from what_followed
    where followed in ('gap', 'dead_end')
    union all
    select
        'voucher_unused' as kind,
        coalesce(vouchers.person_id, vouchers.employer_id) as subject,
        cast(null as varchar) as participation_id,
        vouchers.service_id,
        cast(null as varchar) as to_service,
        vouchers.issued_on as from_date,
        vouchers.expires_on as to_date
    from vouchers
    left join used_vouchers on used_vouchers.voucher_id = vouchers.voucher_id
    where vouchers.expires_on < cast($until as date)
        and (vouchers.redeemed_on is null or vouchers.redeemed_on > cast($until as date))
        and used_vouchers.voucher_id is null
)
select
    kind,
    subject,
    participation_id,
    service_id,
    to_service,
    from_date,
    to_date,
    cast(date_diff('day', from_date, coalesce(to_date, cast($until as date))) as bigint) as days
from breaks
