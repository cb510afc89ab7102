-- What is due now less what was posted, by key, where it is not nothing, and why.
with due as (
    select contract_id, subject, fee_id, participation_id, earned_on, payable_cents
    from fee_lines
    where payable_cents > 0
), sums as (
    select contract_id, subject, fee_id, cast(sum(difference_cents) as bigint) as cents
    from ledger_entries
    group by contract_id, subject, fee_id
), last_entries as (
    select
        contract_id,
        subject,
        fee_id,
        arg_max(participation_id, entry) as participation_id,
        arg_max(earned_on, entry) as earned_on
    from ledger_entries
    group by contract_id, subject, fee_id
)
select
    coalesce(due.contract_id, sums.contract_id) as contract_id,
    coalesce(due.subject, sums.subject) as subject,
    coalesce(due.fee_id, sums.fee_id) as fee_id,
    coalesce(due.participation_id, last_entries.participation_id) as participation_id,
    coalesce(due.earned_on, last_entries.earned_on) as earned_on,
    cast(coalesce(due.payable_cents, 0) - coalesce(sums.cents, 0) as bigint) as difference_cents,
    case
        when due.payable_cents is null then 'withdrawn'
        when coalesce(sums.cents, 0) = 0 then 'new'
        else 'changed'
    end as reason
from due
full join sums
    on sums.contract_id = due.contract_id and sums.subject = due.subject and sums.fee_id = due.fee_id
left join last_entries
    on last_entries.contract_id = sums.contract_id
    and last_entries.subject = sums.subject
    and last_entries.fee_id = sums.fee_id
where coalesce(due.payable_cents, 0) <> coalesce(sums.cents, 0)
order by contract_id, earned_on, subject, fee_id
