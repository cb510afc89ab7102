-- What the contracts pay in one run, by fee and by the client's risk band (null for lines of a whole cohort).
select
    fee_lines.contract_id,
    fee_lines.fee_id,
    participations.risk_band as band,
    cast(sum(fee_lines.payable_cents) as bigint) as cents
from fee_lines
left join participations on participations.participation_id = fee_lines.participation_id
group by fee_lines.contract_id, fee_lines.fee_id, participations.risk_band
