-- The milestones at the best: those known by $on, and every other one reached on the next day.
select participation_id, milestone, date, source from milestones where date <= $on
union all
select distinct participations.participation_id, tail_terms.milestone, $on + 1 as date, proof_sources.source
from participations
join tail_terms on tail_terms.contract_id = participations.contract_id and tail_terms.pays_for = 'milestone'
cross join proof_sources
where participations.start_date <= $on
