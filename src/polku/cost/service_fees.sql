-- Payable fees with the service of their participation. What a contract pays for a cohort has none: it is the cost of
-- the contract's service, the first by name where it has several.
with only_service as (
    select contract_id, min(service_id) as service_id from contract_services group by contract_id
)
select
    coalesce(participations.service_id, only_service.service_id) as service_id,
    fee_lines.earned_on,
    fee_lines.payable_cents
from fee_lines
left join participations on participations.participation_id = fee_lines.participation_id
left join only_service on only_service.contract_id = fee_lines.contract_id
where fee_lines.payable_cents > 0
