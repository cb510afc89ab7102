-- Fee lines with their status (rule 13) and a sentence that a person can check against the rows it names.
with told as (
    select
        payable.*,
        contract_fees.pays_for,
        contract_fees.days,
        contract_fees.milestone,
        job_evidence.jobs,
        day(earned_on) || '.' || month(earned_on) || '.' || year(earned_on) as earned_day
    from payable
    join contract_fees
        on contract_fees.contract_id = payable.contract_id and contract_fees.fee_id = payable.fee_id
    left join job_evidence
        on job_evidence.contract_id = payable.contract_id
        and job_evidence.subject = payable.subject
        and job_evidence.fee_id = payable.fee_id
)
select
    contract_id,
    subject,
    person_id,
    participation_id,
    fee_id,
    earned_on,
    cast(amount_cents as bigint) as amount_cents,
    cast(payable_cents as bigint) as payable_cents,
    case
        when over_maximum then 'over_maximum'
        when claimed then 'claimed'
        when payable_cents = amount_cents then 'payable'
        when payable_cents > 0 then 'partly'
        else 'capped'
    end as status,
    case pays_for
        when 'start' then 'Palvelu alkoi ' || earned_day || ': ' || participation_id
        when 'milestone' then 'Sovittu vaihe ' || milestone || ' toteutui ' || earned_day || ': ' || participation_id
        when 'employment' then days || '. työpäivä täyttyi ' || earned_day || ': ' || jobs
    end as evidence
from told
