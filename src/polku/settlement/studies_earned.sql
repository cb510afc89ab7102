-- The earliest start of studies that lead to a qualification, within the fee's window (rule 6). Not attributed.
with begun as (
    select
        belonging.participation_id,
        contract_fees.fee_id,
        education.start_date,
        contract_sources.source is not null as accepted
    from belonging
    join contract_fees on contract_fees.terms_id = belonging.terms_id and contract_fees.pays_for = 'education'
    join education on education.person_id = belonging.person_id
    left join contract_sources
        on contract_sources.terms_id = belonging.terms_id and contract_sources.source = education.source
    where education.start_date > belonging.start_date
        and education.start_date <= least(belonging.start_date + contract_fees.window_days, belonging.last_day)
)
select participation_id, fee_id, true as accepted, min(start_date) as earned_on
from begun
where accepted
group by participation_id, fee_id
union all
select participation_id, fee_id, false as accepted, min(start_date) as earned_on
from begun
group by participation_id, fee_id
