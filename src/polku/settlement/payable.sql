-- Every line, and what the contract's ceiling leaves of it in the order of earning (rule 12).
with lines as (
    select * from capped
    union all
    select
        contract_id,
        cast(first_day as varchar) as subject,
        cast(null as varchar) as person_id,
        cast(null as varchar) as participation_id,
        fee_id,
        position,
        false as over_maximum,
        false as claimed,
        false as unpaid,
        earned_on,
        amount_cents,
        amount_cents as left_by_cap
    from cohorts
    where amount_cents > 0
), sums as (
    select
        lines.*,
        contract_terms.ceiling_cents,
        sum(left_by_cap) over (
            partition by lines.contract_id order by unpaid, earned_on, subject, position rows unbounded preceding
        ) as so_far
    from lines
    join contract_terms on contract_terms.contract_id = lines.contract_id
)
select
    contract_id,
    subject,
    person_id,
    participation_id,
    fee_id,
    over_maximum,
    claimed,
    earned_on,
    amount_cents,
    case when unpaid then 0 else
        least(so_far, coalesce(ceiling_cents, so_far))
        - least(so_far - left_by_cap, coalesce(ceiling_cents, so_far - left_by_cap))
    end as payable_cents
from sums
