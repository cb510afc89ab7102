-- The day on which enough qualifying days are full (rule 5): over the whole window, or inside one stretch.
with fee_spans as (
    select
        spans.participation_id,
        contract_fees.fee_id,
        contract_fees.days as needed,
        contract_fees.counting = 'continuous' as continuous,
        coalesce(
            date_diff('day', spans.previous_end, spans.start_date) - 1 > contract_fees.max_gap_days, true
        ) as begins,
        belonging.start_date as base,
        belonging.start_date + contract_fees.window_days as closes_on,
        spans.accepted,
        spans.start_date,
        spans.end_date,
        spans.days_before
    from qualifying_spans as spans
    join sweeps on sweeps.sweep_id = spans.sweep_id
    join belonging on belonging.participation_id = spans.participation_id
    join contract_fees
        on contract_fees.terms_id = sweeps.terms_id
        and contract_fees.pays_for = 'employment'
        and contract_fees.subsidised = sweeps.subsidised
        and contract_fees.self_employed = sweeps.self_employed
        and contract_fees.min_weekly_hours = sweeps.min_weekly_hours
), counts as (
    select
        participation_id,
        fee_id,
        needed,
        closes_on,
        accepted,
        start_date,
        end_date,
        days_before,
        base as counted_from
    from fee_spans
    where not continuous
    union all
    -- Days full before a span only grow, so the largest at a beginning is that of the stretch that the span is in.
    select
        participation_id,
        fee_id,
        needed,
        closes_on,
        accepted,
        start_date,
        end_date,
        days_before - max(case when begins then days_before end) over (
            partition by participation_id, fee_id, accepted order by start_date rows unbounded preceding
        ) as days_before,
        max(case when begins then start_date end) over (
            partition by participation_id, fee_id, accepted order by start_date rows unbounded preceding
        ) as counted_from
    from fee_spans
    where continuous
)
select
    participation_id,
    fee_id,
    accepted,
    min(start_date + (needed - days_before - 1)) as earned_on,
    min(counted_from) as counted_from
from counts
where days_before < needed
    and days_before + date_diff('day', start_date, end_date) + 1 >= needed
    and start_date + (needed - days_before - 1) <= closes_on
group by participation_id, fee_id, accepted
