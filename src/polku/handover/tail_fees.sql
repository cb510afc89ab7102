-- Each fee of a contract that can still be earned after the pilot: through how many participations, until when, and how
-- much at most. A fee without any upper limit has no such sum.
select
    closing_tails.contract_id,
    max(closing_contracts.provider_id) as provider_id,
    closing_tails.fee_id,
    max(closing_contracts.pays_for) as pays_for,
    max(closing_tails.last_day) as last_day,
    count(distinct closing_tails.participation_id) as participations,
    cast(case when count(most_cents) = count(*) then sum(most_cents) end as bigint) as most_cents
from closing_tails
join closing_contracts
    on closing_contracts.contract_id = closing_tails.contract_id and closing_contracts.fee_id = closing_tails.fee_id
group by closing_tails.contract_id, closing_tails.fee_id
