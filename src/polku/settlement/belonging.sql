-- Participations that belong to a contract (rule 1), in the order that fills its places (rule 2), and the last day on
-- which a result of theirs counts. Each has the terms of its first day. `subject` is the client: a person, or a company for services to companies.
with posted_places as (  -- what has been posted keeps its place
    select contract_id, participation_id, min(place) as place
    from posted
    group by contract_id, participation_id
), placed as (
    select
        participations.participation_id,
        participations.contract_id,
        contract_terms.terms_id,
        participations.person_id,
        coalesce(participations.person_id, participations.employer_id) as subject,
        participations.start_date,
        participations.risk_band,
        least($until, contract_terms.last_day) as last_day,
        contract_terms.attribution,
        contract_terms.former_employer_days,
        contract_limits.max_participants,
        row_number() over (
            partition by participations.contract_id
            order by posted_places.place, participations.start_date, participations.participation_id
        ) as place
    from participations
    join contract_limits on contract_limits.contract_id = participations.contract_id
    join contract_terms
        on contract_terms.contract_id = participations.contract_id
        and participations.start_date between contract_terms.begins and contract_terms.ends
    left join posted_places
        on posted_places.contract_id = participations.contract_id
        and posted_places.participation_id = participations.participation_id
    where participations.start_date >= contract_terms.starts_on
        and participations.start_date <= least(contract_terms.ends_on, $until)
)
select
    participation_id,
    contract_id,
    terms_id,
    person_id,
    subject,
    start_date,
    risk_band,
    last_day,
    attribution,
    former_employer_days,
    coalesce(place > max_participants, false) as over_maximum,
    -- Sums are over the client's participations within the maximum, past it only when there is none within (rule 7).
    not coalesce(place > max_participants, false)
        or min(coalesce(place > max_participants, false)) over (partition by contract_id, subject) as gathers
from placed
