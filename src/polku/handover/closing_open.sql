-- What is open when $on ends: referrals without a start, participations going on, vouchers not used.
with used_vouchers as (
    select distinct voucher_id from participations where voucher_id is not null and start_date <= $on
)
select
    case when start_date > $on then 'open_referral' else 'participation' end as kind,
    participation_id,
    cast(null as varchar) as voucher_id,
    person_id,
    employer_id,
    service_id,
    provider_id,
    contract_id,
    referral_date,
    start_date,
    end_date as last_day,
    cast(null as bigint) as value_cents
from participations
where (start_date > $on and referral_date <= $on) or (start_date <= $on and (end_date is null or end_date > $on))
union all
select
    'voucher' as kind,
    cast(null as varchar) as participation_id,
    vouchers.voucher_id,
    person_id,
    employer_id,
    service_id,
    provider_id,
    cast(null as varchar) as contract_id,
    cast(null as date) as referral_date,
    issued_on as start_date,
    expires_on as last_day,
    value_cents
from vouchers
left join used_vouchers on used_vouchers.voucher_id = vouchers.voucher_id
where issued_on <= $on
    and expires_on > $on
    and (redeemed_on is null or redeemed_on > $on)
    and used_vouchers.voucher_id is null
