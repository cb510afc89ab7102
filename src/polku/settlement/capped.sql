-- What the client's cap leaves of each amount, in the order of earning (rule 10). A client with several participations
-- has the cap that the last of them has.
with last_terms as (
    select
        contract_id,
        subject,
        arg_max(terms_id, cast(start_date as varchar) || participation_id) as terms_id
    from belonging
    where contract_id in (select contract_id from contract_terms where cap_cents is not null)
    group by contract_id, subject
), caps as (
    select last_terms.contract_id, last_terms.subject, contract_terms.cap_cents
    from last_terms
    join contract_terms on contract_terms.terms_id = last_terms.terms_id and contract_terms.cap_cents is not null
), lines as (
    select ladders.*, case when ladders.unpaid then null else caps.cap_cents end as cap_cents
    from ladders
    left join caps on caps.contract_id = ladders.contract_id and caps.subject = ladders.subject
), sums as (
    select
        *,
        sum(amount_cents) over (
            partition by contract_id, subject order by earned_on, position rows unbounded preceding
        ) as so_far
    from lines
    where cap_cents is not null
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
    cast(least(so_far, cap_cents) - least(so_far - amount_cents, cap_cents) as bigint) as left_by_cap
from sums
union all
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
    case when unpaid then 0 else amount_cents end as left_by_cap
from lines
where cap_cents is null
