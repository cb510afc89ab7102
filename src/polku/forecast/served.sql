-- How many participations the contracts have in one run, by the client's risk band.
select contract_id, risk_band as band, count(*) as participations
from participations
where contract_id is not null
group by contract_id, risk_band
