-- Every open thing of the pilot's services, contracts and clients, and each participation whose results still count, with
-- the successor of the place where the client lives or the company is.
with ours as (
    select closing_open.*, cast(null as varchar) as fees
    from closing_open
    left join pilot_services on pilot_services.service_id = closing_open.service_id
    left join (select distinct contract_id from closing_contracts) as contracts
        on contracts.contract_id = closing_open.contract_id
    left join pilot_clients on pilot_clients.person_id = closing_open.person_id
    where pilot_services.service_id is not null
        or contracts.contract_id is not null
        or pilot_clients.person_id is not null
    union all
    select
        'tail' as kind,
        participations.participation_id,
        cast(null as varchar) as voucher_id,
        participations.person_id,
        participations.employer_id,
        participations.service_id,
        participations.provider_id,
        participations.contract_id,
        participations.referral_date,
        participations.start_date,
        max(closing_tails.last_day) as last_day,
        cast(null as bigint) as value_cents,
        string_agg(closing_tails.fee_id, '|' order by closing_tails.fee_id) as fees
    from closing_tails
    join participations on participations.participation_id = closing_tails.participation_id
    group by
        participations.participation_id,
        participations.person_id,
        participations.employer_id,
        participations.service_id,
        participations.provider_id,
        participations.contract_id,
        participations.referral_date,
        participations.start_date
)
select
    ours.kind,
    ours.participation_id,
    ours.voucher_id,
    ours.person_id,
    ours.employer_id,
    ours.service_id,
    ours.provider_id,
    ours.contract_id,
    ours.fees,
    ours.referral_date,
    ours.start_date,
    ours.last_day,
    ours.value_cents,
    closing_places.organiser
from ours
left join closing_places
    on closing_places.subject = coalesce(ours.person_id, ours.employer_id)
    and closing_places.kind = case when ours.person_id is null then 'employer' else 'person' end
