-- For each delivery fee that was earned, the rows that were counted: days and quantities.
select
    earned_once.contract_id,
    earned_once.subject,
    earned_once.fee_id,
    string_agg(
        day(deliveries.date) || '.' || month(deliveries.date) || '.' || year(deliveries.date)
            || ' ' || replace(cast(deliveries.quantity as varchar), '.', $decimal),
        ', ' order by deliveries.date, deliveries.quantity, belonging.participation_id
    ) as rows
from earned_once
join belonging
    on belonging.contract_id = earned_once.contract_id
    and belonging.subject = earned_once.subject
    and belonging.gathers
join contract_fees
    on contract_fees.terms_id = belonging.terms_id
    and contract_fees.fee_id = earned_once.fee_id
    and contract_fees.pays_for = 'delivery'
join deliveries
    on deliveries.participation_id = belonging.participation_id
    and deliveries.unit = contract_fees.unit
    and deliveries.date >= belonging.start_date
    and deliveries.date <= belonging.last_day
left join contract_sources
    on contract_sources.terms_id = belonging.terms_id and contract_sources.source = deliveries.source
where earned_once.claimed or contract_sources.source is not null
group by earned_once.contract_id, earned_once.subject, earned_once.fee_id
