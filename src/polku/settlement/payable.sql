-- What the client's cap (rule 10) and then the contract's ceiling (rule 12) leave of each amount, in their orders.
with sums as (
    select
        earned_once.*,
        over_maximum or claimed as unpaid,
        contract_terms.cap_cents,
        contract_terms.ceiling_cents,
        sum(case when over_maximum or claimed then 0 else amount_cents end) over (
            partition by earned_once.contract_id, subject
            order by over_maximum or claimed, earned_on, position
            rows unbounded preceding
        ) as client_sum
    from earned_once
    join contract_terms on contract_terms.contract_id = earned_once.contract_id
), capped as (
    select
        *,
        case when unpaid then 0 else
            least(client_sum, coalesce(cap_cents, client_sum))
            - least(client_sum - amount_cents, coalesce(cap_cents, client_sum - amount_cents))
        end as left_by_cap
    from sums
), contract_sums as (
    select
        *,
        sum(left_by_cap) over (
            partition by contract_id
            order by unpaid, earned_on, subject, position
            rows unbounded preceding
        ) as contract_sum
    from capped
)
select
    contract_id,
    subject,
    person_id,
    participation_id,
    over_maximum,
    fee_id,
    claimed,
    earned_on,
    amount_cents,
    case when unpaid then 0 else
        least(contract_sum, coalesce(ceiling_cents, contract_sum))
        - least(contract_sum - left_by_cap, coalesce(ceiling_cents, contract_sum - left_by_cap))
    end as payable_cents
from contract_sums
