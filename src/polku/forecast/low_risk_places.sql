-- Each contract client of a higher risk, with the low-risk client of the same contract who takes the place instead.
-- Both are taken in the order of their first start, evenly, so that the months of starting stay as they were.
with firsts as (
    select
        person_id,
        contract_id,
        row_number() over (partition by person_id order by start_date, participation_id) as turn,
        start_date
    from participations
    where contract_id is not null and person_id is not null
), clients as (
    select
        firsts.person_id,
        firsts.contract_id,
        risk_scores.risk_band = 'low' as low,
        row_number() over same_risk as place,
        count(*) over (partition by firsts.contract_id, risk_scores.risk_band = 'low') as places
    from firsts
    join risk_scores on risk_scores.person_id = firsts.person_id
    where firsts.turn = 1
    window same_risk as (
        partition by firsts.contract_id, risk_scores.risk_band = 'low' order by firsts.start_date, firsts.person_id
    )
)
select gives.person_id as gives, takes.person_id as takes
from clients as gives
join clients as takes
    on takes.contract_id = gives.contract_id
    and takes.low
    and takes.place = (gives.place - 1) * takes.places // gives.places + 1
where not gives.low
