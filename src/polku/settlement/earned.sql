-- Every fee that a participation earned, with its full amount (rule 8), the risk band and the first day deciding it.
with events as (
    select
        belonging.participation_id,
        contract_fees.fee_id,
        true as accepted,
        belonging.start_date as earned_on,
        cast(null as date) as counted_from
    from belonging
    join contract_fees on contract_fees.terms_id = belonging.terms_id and contract_fees.pays_for = 'start'
    union all
    select participation_id, fee_id, accepted, earned_on, cast(null as date) as counted_from from milestones_earned
    union all
    select participation_id, fee_id, accepted, earned_on, cast(null as date) as counted_from from studies_earned
    union all
    select participation_id, fee_id, accepted, earned_on, cast(null as date) as counted_from from wages_earned
    union all
    select participation_id, fee_id, accepted, earned_on, counted_from from employment_earned
), sums as (
    select
        contract_id,
        subject,
        fee_id,
        accepted,
        arg_max(participation_id, cast(earned_on as varchar) || participation_id) as participation_id,
        max(earned_on) as earned_on,
        cast(sum(amount_cents) as bigint) as amount_cents
    from delivered
    group by contract_id, subject, fee_id, accepted
    union all
    select contract_id, subject, fee_id, accepted, participation_id, earned_on, amount_cents from wage_shares
)
select
    belonging.contract_id,
    belonging.terms_id,
    belonging.subject,
    belonging.person_id,
    belonging.participation_id,
    belonging.over_maximum,
    contract_fees.fee_id,
    contract_fees.position,
    events.accepted,
    events.earned_on,
    events.counted_from,
    contract_amounts.cents as amount_cents
from events
join belonging on belonging.participation_id = events.participation_id
join contract_fees
    on contract_fees.terms_id = belonging.terms_id and contract_fees.fee_id = events.fee_id
join contract_amounts
    on contract_amounts.terms_id = belonging.terms_id
    and contract_amounts.fee_id = events.fee_id
    and belonging.start_date between contract_amounts.begins and contract_amounts.ends
    and (contract_amounts.band is null or contract_amounts.band = belonging.risk_band)
union all
select
    sums.contract_id,
    belonging.terms_id,
    sums.subject,
    belonging.person_id,
    sums.participation_id,
    belonging.over_maximum,
    sums.fee_id,
    contract_fees.position,
    sums.accepted,
    sums.earned_on,
    cast(null as date) as counted_from,
    sums.amount_cents
from sums
join belonging on belonging.participation_id = sums.participation_id
join contract_fees on contract_fees.terms_id = belonging.terms_id and contract_fees.fee_id = sums.fee_id
