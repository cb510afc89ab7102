-- Fee lines by contract, fee and standing: how many, on how many clients they rest, and what is payable in cents.
with clients as (  -- a cohort's line has no client of its own: it rests on all clients of the contract
    select contract_id, count(distinct coalesce(person_id, employer_id)) as clients
    from participations
    group by contract_id
)
select
    fee_lines.contract_id,
    fee_lines.fee_id,
    case when fee_lines.status in ('payable', 'partly') then 'paid' else fee_lines.status end as standing,
    count(*) as lines,
    coalesce(
        max(clients.clients) filter (where fee_lines.participation_id is null),
        count(distinct fee_lines.subject)
    ) as clients,
    cast(sum(fee_lines.payable_cents) as bigint) as cents
from fee_lines
left join clients on clients.contract_id = fee_lines.contract_id
group by fee_lines.contract_id, fee_lines.fee_id, standing
