-- For each earnings fee that was earned, the months and wages that were counted.
with counted as (
    select distinct
        earned_once.contract_id,
        earned_once.subject,
        earned_once.fee_id,
        own_wages.employer_id,
        own_wages.month,
        own_wages.cents
    from earned_once
    join contract_fees
        on contract_fees.terms_id = earned_once.terms_id
        and contract_fees.fee_id = earned_once.fee_id
        and contract_fees.pays_for = 'earnings'
    join belonging on belonging.contract_id = earned_once.contract_id and belonging.subject = earned_once.subject
    join own_wages
        on own_wages.participation_id = belonging.participation_id
        and own_wages.fee_id = earned_once.fee_id
        and own_wages.accepted <> earned_once.claimed
        and own_wages.month_end <= earned_once.earned_on
    where case
        when contract_fees.share_bp is null then belonging.participation_id = earned_once.participation_id
        else belonging.gathers
    end
)
select
    contract_id,
    subject,
    fee_id,
    cast(sum(cents) as bigint) as cents,
    string_agg(
        coalesce(employer_id || ' ', '') || month(month) || '/' || year(month) || ' ' || cents // 100 || $decimal
            || lpad(cast(cents % 100 as varchar), 2, '0') || ' €',
        ', ' order by month, employer_id
    ) as rows
from counted
group by contract_id, subject, fee_id
