-- For each result_rate fee (rule 11) and cohort that is ripe at $until: participants, expected and reached results of
-- the cohort and all before it, the target, and what it exceeds the largest earlier target.
with members as (
    select
        belonging.contract_id,
        belonging.terms_id,
        contract_fees.fee_id,
        contract_fees.of_fee,
        belonging.participation_id,
        contract_expected.basis_points,
        case contract_fees.cohort
            when 'contract' then contract_limits.starts_on
            when 'year' then cast(date_trunc('year', belonging.start_date) as date)
            else cast(date_trunc('quarter', belonging.start_date) as date)
        end as first_day,
        case contract_fees.cohort
            when 'contract' then contract_limits.ends_on
            when 'year' then cast(date_trunc('year', belonging.start_date) + interval 12 month as date) - 1
            else cast(date_trunc('quarter', belonging.start_date) + interval 3 month as date) - 1
        end as last_day
    from belonging
    join contract_fees on contract_fees.terms_id = belonging.terms_id and contract_fees.pays_for = 'result_rate'
    join contract_limits on contract_limits.contract_id = belonging.contract_id
    join contract_expected
        on contract_expected.terms_id = belonging.terms_id
        and contract_expected.fee_id = contract_fees.fee_id
        and belonging.start_date between contract_expected.begins and contract_expected.ends
        and (contract_expected.band is null or contract_expected.band = belonging.risk_band)
    where not belonging.over_maximum
), counts as (
    select
        members.contract_id,
        members.fee_id,
        max(members.terms_id) as terms_id,  -- of several any: an amendment leaves a cohort's own terms as they are
        members.first_day,
        members.last_day,
        count(*) as participants,
        sum(members.basis_points) as expected,
        count(earned_once.participation_id) as results  -- a fee is earned once per client, so one line is one person
    from members
    left join earned_once
        on earned_once.contract_id = members.contract_id
        and earned_once.fee_id = members.of_fee
        and earned_once.participation_id = members.participation_id
        and not earned_once.over_maximum
        and not earned_once.claimed
    group by members.contract_id, members.fee_id, members.first_day, members.last_day
), ripe as (
    select
        counts.contract_id,
        counts.terms_id,
        counts.fee_id,
        contract_fees.position,
        counts.first_day,
        counts.last_day + contract_fees.settled_after_days as earned_on,
        contract_fees.min_participants,
        contract_amounts.cents,
        cast(sum(participants) over so_far as bigint) as participants,
        cast(sum(expected) over so_far as bigint) as expected,
        cast(sum(results) over so_far as bigint) as results
    from counts
    join contract_fees on contract_fees.terms_id = counts.terms_id and contract_fees.fee_id = counts.fee_id
    join contract_amounts on contract_amounts.terms_id = counts.terms_id and contract_amounts.fee_id = counts.fee_id
    where counts.last_day + contract_fees.settled_after_days <= $until
    window so_far as (
        partition by counts.contract_id, counts.fee_id order by counts.first_day rows unbounded preceding
    )
), targets as (
    select
        *,
        case
            when participants < min_participants then 0
            else cents * greatest(results * 10000 - expected, 0) // 10000
        end as target
    from ripe
)
select
    *,
    target - coalesce(max(target) over (
        partition by contract_id, fee_id order by first_day rows between unbounded preceding and 1 preceding
    ), 0) as amount_cents
from targets
