-- Fee lines with their status (rule 13) and a sentence that a person can check against the rows it names.
with evidence as (
    select contract_id, subject, fee_id, rows, cast(null as bigint) as cents from job_evidence
    union all
    select contract_id, subject, fee_id, rows, cast(null as bigint) as cents from delivery_evidence
    union all
    select contract_id, subject, fee_id, rows, cents from wage_evidence
), quantities as (
    select contract_id, subject, fee_id, accepted, sum(quantity) as quantity
    from delivered
    group by contract_id, subject, fee_id, accepted
), told as (
    select
        payable.*,
        sentences.sentence,
        contract_fees.days,
        contract_fees.milestone,
        contract_fees.unit,
        contract_fees.threshold_cents,
        contract_fees.share_bp,
        evidence.rows,
        evidence.cents as wages_cents,
        quantities.quantity,
        cohorts.results,
        cohorts.participants,
        cohorts.expected,
        day(payable.earned_on) || '.' || month(payable.earned_on) || '.' || year(payable.earned_on) as earned_day
    from payable
    join contract_fees
        on contract_fees.terms_id = payable.terms_id and contract_fees.fee_id = payable.fee_id
    join sentences on sentences.kind = contract_fees.evidence
    left join evidence
        on evidence.contract_id = payable.contract_id
        and evidence.subject = payable.subject
        and evidence.fee_id = payable.fee_id
    left join quantities
        on quantities.contract_id = payable.contract_id
        and quantities.subject = payable.subject
        and quantities.fee_id = payable.fee_id
        and quantities.accepted <> payable.claimed
    left join cohorts
        on cohorts.contract_id = payable.contract_id
        and cohorts.fee_id = payable.fee_id
        and cast(cohorts.first_day as varchar) = payable.subject
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
    -- The rows come last: a name in braces inside an id is then no place to put anything.
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        sentence,
        '{day}', earned_day),
        '{days}', coalesce(cast(days as varchar), '')),
        '{results}', coalesce(cast(results as varchar), '')),
        '{participants}', coalesce(cast(participants as varchar), '')),
        '{expected}', coalesce(
            expected // 10000 || $decimal || lpad(cast(expected % 10000 // 100 as varchar), 2, '0'), '')),
        '{threshold}', coalesce(
            threshold_cents // 100 || $decimal || lpad(cast(threshold_cents % 100 as varchar), 2, '0'), '')),
        '{wages}', coalesce(wages_cents // 100 || $decimal || lpad(cast(wages_cents % 100 as varchar), 2, '0'), '')),
        '{share}', coalesce(share_bp // 100 || $decimal || lpad(cast(share_bp % 100 as varchar), 2, '0'), '')),
        '{quantity}', coalesce(replace(cast(quantity as varchar), '.', $decimal), '')),
        '{unit}', coalesce(unit, '')),
        '{milestone}', coalesce(milestone, '')),
        '{participation}', coalesce(participation_id, '')),
        '{rows}', coalesce(rows, '')) as evidence
from told
