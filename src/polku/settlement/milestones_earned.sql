-- The earliest day on which an agreed milestone was reached in time (rule 4), with accepted proof and with any.
with reached as (
    select
        belonging.participation_id,
        contract_fees.fee_id,
        milestones.date,
        contract_sources.source is not null as accepted
    from belonging
    join contract_fees on contract_fees.terms_id = belonging.terms_id and contract_fees.pays_for = 'milestone'
    join milestones
        on milestones.participation_id = belonging.participation_id
        and milestones.milestone = contract_fees.milestone
    left join contract_sources
        on contract_sources.terms_id = belonging.terms_id and contract_sources.source = milestones.source
    where milestones.date >= belonging.start_date
        and milestones.date <= belonging.last_day
        and (contract_fees.within_days is null or milestones.date <= belonging.start_date + contract_fees.within_days)
)
select participation_id, fee_id, true as accepted, min(date) as earned_on
from reached
where accepted
group by participation_id, fee_id
union all
select participation_id, fee_id, false as accepted, min(date) as earned_on
from reached
group by participation_id, fee_id
