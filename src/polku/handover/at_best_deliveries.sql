-- The work at the best: what was done by $on, and on the next day all that the contract pays for.
select participation_id, date, unit, quantity, source from deliveries where date <= $on
union all
select distinct
    participations.participation_id,
    $on + 1 as date,
    tail_terms.unit,
    cast(1000000 as decimal(12, 2)) as quantity,
    proof_sources.source
from participations
join tail_terms on tail_terms.contract_id = participations.contract_id and tail_terms.pays_for = 'delivery'
cross join proof_sources
where participations.start_date <= $on
