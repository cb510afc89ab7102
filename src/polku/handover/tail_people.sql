-- Every person in a participation of the pilot's contracts, once for each source of proof.
select distinct participations.person_id, proof_sources.source
from participations
join tail_terms on tail_terms.contract_id = participations.contract_id
cross join proof_sources
where participations.person_id is not null and participations.start_date <= $on
