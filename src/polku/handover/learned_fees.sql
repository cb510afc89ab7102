-- What each contract's fees came to: lines that were paid for, their clients, and the sum.
select
    contract_id,
    fee_id,
    count(*) as lines,
    count(distinct subject) as clients,
    cast(sum(payable_cents) as bigint) as cents
from fee_lines
where status in ('payable', 'partly', 'capped')
group by contract_id, fee_id
