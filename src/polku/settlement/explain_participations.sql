-- The participations of one client: whether each belongs to a contract (rule 1), and if not, what stands in the way.
select
    participations.participation_id,
    participations.contract_id,
    participations.start_date,
    contract_terms.starts_on,
    contract_terms.ends_on,
    contract_limits.max_participants,
    coalesce(belonging.over_maximum, false) as over_maximum,
    case
        when belonging.participation_id is not null then null
        when participations.contract_id is null then 'no_contract'
        when contract_terms.contract_id is null then 'unknown_contract'
        when participations.start_date < contract_terms.starts_on then 'before_period'
        when participations.start_date > contract_terms.ends_on then 'after_period'
        else 'after_until'
    end as reason
from participations
left join contract_limits on contract_limits.contract_id = participations.contract_id
left join contract_terms
    on contract_terms.contract_id = participations.contract_id
    and participations.start_date between contract_terms.begins and contract_terms.ends
left join belonging on belonging.participation_id = participations.participation_id
where coalesce(participations.person_id, participations.employer_id) = $subject
