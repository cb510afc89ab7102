-- What each contract can still cost after the day: all fees at the best less all that is due, caps and ceiling kept.
with sums as (
    select contract_id, payable_cents as cents from fees_at_best
    union all
    select contract_id, -payable_cents as cents from fees_due
)
select contract_id, cast(greatest(sum(cents), 0) as bigint) as most_cents
from sums
group by contract_id
