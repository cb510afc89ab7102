-- Fee lines summed up by contract, fee, month of earning and status: what is told of a contract without naming a client.
select
    contract_id,
    fee_id,
    cast(date_trunc('month', earned_on) as date) as month,
    status,
    count(*) as lines,
    cast(sum(amount_cents) as bigint) as amount_cents,
    cast(sum(payable_cents) as bigint) as payable_cents
from fee_lines
group by contract_id, fee_id, cast(date_trunc('month', earned_on) as date), status
