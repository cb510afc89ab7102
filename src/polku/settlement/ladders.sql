-- On a ladder a better result tops up a lesser one (rule 8): each amount is what exceeds the largest earlier full one.
-- Lines over the maximum and claims stand outside ladders.
with steps as (
    select
        earned_once.*,
        contract_fees.ladder,
        earned_once.over_maximum or earned_once.claimed as unpaid,
        max(earned_once.amount_cents) over (
            partition by
                earned_once.contract_id, subject, contract_fees.ladder,
                earned_once.over_maximum or earned_once.claimed
            order by earned_on, earned_once.position
            rows between unbounded preceding and 1 preceding
        ) as reached
    from earned_once
    join contract_fees
        on contract_fees.terms_id = earned_once.terms_id and contract_fees.fee_id = earned_once.fee_id
)
select
    * exclude (amount_cents, ladder, reached),
    case
        when ladder is null or unpaid then amount_cents
        else greatest(amount_cents - coalesce(reached, 0), 0)
    end as amount_cents
from steps
