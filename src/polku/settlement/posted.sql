-- What the ledger has posted and not taken back, by key: its sum, its latest participation, and its place, which is the
-- entry since which the sum has been above zero. "A posted line keeps its place" (docs/path/settlement.md).
with sums as (
    select
        *,
        sum(difference_cents) over (partition by contract_id, subject, fee_id order by entry rows unbounded preceding)
            as so_far
    from ledger_entries
), steps as (
    select
        *,
        coalesce(lag(so_far) over (partition by contract_id, subject, fee_id order by entry), 0) as before
    from sums
)
select
    contract_id,
    subject,
    fee_id,
    arg_max(participation_id, entry) as participation_id,
    max(case when so_far > 0 and before <= 0 then entry end) as place,
    cast(sum(difference_cents) as bigint) as cents
from steps
group by contract_id, subject, fee_id
having sum(difference_cents) > 0
