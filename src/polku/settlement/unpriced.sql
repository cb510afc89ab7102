-- Belonging participations whose risk band has no amount in a fee's terms on their first day (rule 8).
select
    belonging.participation_id,
    belonging.contract_id,
    contract_fees.fee_id,
    belonging.risk_band,
    belonging.start_date
from belonging
join contract_fees on contract_fees.contract_id = belonging.contract_id and contract_fees.priced
left join contract_amounts
    on contract_amounts.contract_id = belonging.contract_id
    and contract_amounts.fee_id = contract_fees.fee_id
    and belonging.start_date between contract_amounts.begins and contract_amounts.ends
    and (contract_amounts.band is null or contract_amounts.band = belonging.risk_band)
where contract_amounts.cents is null
