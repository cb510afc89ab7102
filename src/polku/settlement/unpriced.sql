-- Belonging participations whose risk band has no amount, or no expected share, in a fee's terms on their first day
-- (rule 8).
with one_number as (  -- fees that cost the same for everyone all along need no look at each participation
    select contract_amounts.terms_id, contract_amounts.fee_id
    from contract_amounts
    join contract_terms on contract_terms.terms_id = contract_amounts.terms_id
    where contract_amounts.band is null
        and contract_amounts.begins <= contract_terms.starts_on
        and contract_amounts.ends >= contract_terms.ends_on
), asked as (
    select
        belonging.participation_id,
        belonging.contract_id,
        belonging.terms_id,
        belonging.risk_band,
        belonging.start_date,
        contract_fees.fee_id,
        contract_fees.priced and one_number.fee_id is null as priced,
        contract_fees.pays_for = 'result_rate' as expects
    from belonging
    join contract_fees on contract_fees.terms_id = belonging.terms_id
    left join one_number
        on one_number.terms_id = contract_fees.terms_id and one_number.fee_id = contract_fees.fee_id
    where contract_fees.pays_for = 'result_rate' or (contract_fees.priced and one_number.fee_id is null)
)
select participation_id, contract_id, fee_id, risk_band, start_date, 'amount' as terms
from asked
where priced and not exists (
    select 1 from contract_amounts
    where contract_amounts.terms_id = asked.terms_id
        and contract_amounts.fee_id = asked.fee_id
        and asked.start_date between contract_amounts.begins and contract_amounts.ends
        and (contract_amounts.band is null or contract_amounts.band = asked.risk_band)
)
union all
select participation_id, contract_id, fee_id, risk_band, start_date, 'expected share' as terms
from asked
where expects and not exists (
    select 1 from contract_expected
    where contract_expected.terms_id = asked.terms_id
        and contract_expected.fee_id = asked.fee_id
        and asked.start_date between contract_expected.begins and contract_expected.ends
        and (contract_expected.band is null or contract_expected.band = asked.risk_band)
)
