-- Every line, and what the contract's ceiling leaves of it in the order of earning (rule 12). What was posted and is
-- still due is served first, in the order of posting: late facts about one client never take money from another.
with lines as (
    select * from capped
    union all
    select
        contract_id,
        terms_id,
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
), parts as (
    select
        lines.*,
        -- What is not paid takes no part: it stands beside the lines of contracts that have no ceiling.
        case when lines.unpaid then null else contract_limits.ceiling_cents end as ceiling_cents,
        posted.place,
        least(lines.left_by_cap, coalesce(posted.cents, 0)) as kept,
        greatest(lines.left_by_cap - coalesce(posted.cents, 0), 0) as fresh
    from lines
    join contract_limits on contract_limits.contract_id = lines.contract_id
    left join posted
        on posted.contract_id = lines.contract_id and posted.subject = lines.subject and posted.fee_id = lines.fee_id
), sums as (
    select
        *,
        sum(kept) over (partition by contract_id) as kept_in_all,
        sum(kept) over (
            partition by contract_id order by place, earned_on, subject, position rows unbounded preceding
        ) as kept_so_far,
        sum(fresh) over (
            partition by contract_id order by place, earned_on, subject, position rows unbounded preceding
        ) as fresh_so_far
    from parts
    where ceiling_cents is not null
), ends as (
    select *, ceiling_cents as most, least(kept_in_all, ceiling_cents) as kept_paid
    from sums
)
select
    contract_id,
    terms_id,
    subject,
    person_id,
    participation_id,
    fee_id,
    over_maximum,
    claimed,
    earned_on,
    amount_cents,
    cast(
        least(kept_so_far, most) - least(kept_so_far - kept, most)
        + least(fresh_so_far, most - kept_paid) - least(fresh_so_far - fresh, most - kept_paid)
    as bigint) as payable_cents
from ends
union all
select
    contract_id,
    terms_id,
    subject,
    person_id,
    participation_id,
    fee_id,
    over_maximum,
    claimed,
    earned_on,
    amount_cents,
    left_by_cap as payable_cents
from parts
where ceiling_cents is null
