-- What the client's cap leaves of each amount, in the order of earning (rule 10). A client with several participations
-- has the cap that the last of them has.
with last_terms as (
    select
        contract_id,
        subject,
        arg_max(terms_id, cast(start_date as varchar) || participation_id) as terms_id
    from belonging
    group by contract_id, subject
), sums as (
    select
        ladders.*,
        contract_terms.cap_cents,
        sum(case when unpaid then 0 else amount_cents end) over (
            partition by ladders.contract_id, ladders.subject order by unpaid, earned_on, position rows unbounded preceding
        ) as so_far
    from ladders
    join last_terms on last_terms.contract_id = ladders.contract_id and last_terms.subject = ladders.subject
    join contract_terms on contract_terms.terms_id = last_terms.terms_id
)
select
    contract_id,
    terms_id,
    subject,
    person_id,
    participation_id,
    fee_id,
    position,
    over_maximum,
    claimed,
    unpaid,
    earned_on,
    amount_cents,
    case when unpaid then 0 else
        least(so_far, coalesce(cap_cents, so_far))
        - least(so_far - amount_cents, coalesce(cap_cents, so_far - amount_cents))
    end as left_by_cap
from sums
