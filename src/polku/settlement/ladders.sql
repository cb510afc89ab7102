-- On a ladder a better result tops up a lesser one (rule 8): each amount is what exceeds the largest earlier full one.
-- Lines over the maximum and claims stand outside ladders.
with lines as (
    select earned_once.*, contract_fees.ladder, earned_once.over_maximum or earned_once.claimed as unpaid
    from earned_once
    join contract_fees
        on contract_fees.terms_id = earned_once.terms_id and contract_fees.fee_id = earned_once.fee_id
), steps as (
    select
        *,
        max(amount_cents) over (
            partition by contract_id, subject, ladder order by earned_on, position
            rows between unbounded preceding and 1 preceding
        ) as reached
    from lines
    where ladder is not null and not unpaid
)
select * exclude (amount_cents, ladder), amount_cents from lines where ladder is null or unpaid
union all
select
    * exclude (amount_cents, ladder, reached),
    greatest(amount_cents - coalesce(reached, 0), 0) as amount_cents
from steps
