-- Jobs that began within a year of a participation under a contract and have ended: how many days they lasted, beside the
-- days for which a fee of the contract is paid.
select
    participations.service_id,
    participations.provider_id,
    pay_lines.fee_id,
    pay_lines.days,
    employment.end_date - employment.start_date + 1 as lasted
from participations
join pay_lines on pay_lines.contract_id = participations.contract_id
join employment
    on employment.person_id = participations.person_id
    and employment.start_date > participations.start_date
    and employment.start_date <= participations.start_date + 365
where employment.end_date is not null
    and employment.end_date <= $until
    and employment.end_date - employment.start_date + 1 between pay_lines.days - 7 and pay_lines.days + 13
