-- Work done by the unit (rule 4): for each participation the sum up to its maximum and its amount, half a cent up, with
-- accepted proof and with any.
with rows as (
    select
        belonging.participation_id,
        contract_fees.fee_id,
        deliveries.date,
        deliveries.quantity,
        contract_sources.source is not null as accepted
    from belonging
    join contract_fees on contract_fees.terms_id = belonging.terms_id and contract_fees.pays_for = 'delivery'
    join deliveries
        on deliveries.participation_id = belonging.participation_id and deliveries.unit = contract_fees.unit
    left join contract_sources
        on contract_sources.terms_id = belonging.terms_id and contract_sources.source = deliveries.source
    where deliveries.date >= belonging.start_date and deliveries.date <= belonging.last_day
), passes as (
    select participation_id, fee_id, date, quantity, true as accepted from rows where accepted
    union all
    select participation_id, fee_id, date, quantity, false as accepted from rows
), sums as (
    select participation_id, fee_id, accepted, max(date) as earned_on, sum(quantity) as quantity
    from passes
    group by participation_id, fee_id, accepted
)
select
    belonging.contract_id,
    belonging.subject,
    sums.participation_id,
    sums.fee_id,
    sums.accepted,
    sums.earned_on,
    least(sums.quantity, coalesce(contract_fees.max_quantity, sums.quantity)) as quantity,
    (
        contract_amounts.cents
        * cast(least(sums.quantity, coalesce(contract_fees.max_quantity, sums.quantity)) * 100 as bigint) + 50
    ) // 100 as amount_cents
from sums
join belonging on belonging.participation_id = sums.participation_id and belonging.gathers
join contract_fees on contract_fees.terms_id = belonging.terms_id and contract_fees.fee_id = sums.fee_id
join contract_amounts
    on contract_amounts.terms_id = belonging.terms_id
    and contract_amounts.fee_id = sums.fee_id
    and belonging.start_date between contract_amounts.begins and contract_amounts.ends
    and (contract_amounts.band is null or contract_amounts.band = belonging.risk_band)
where least(sums.quantity, coalesce(contract_fees.max_quantity, sums.quantity)) > 0
