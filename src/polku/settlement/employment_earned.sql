-- The day on which enough qualifying days are full (rule 5): over the whole window, or inside one stretch.
with fee_spans as (
    select
        belonging.participation_id,
        contract_fees.fee_id,
        contract_fees.days as needed,
        contract_fees.counting = 'continuous' as continuous,
        contract_fees.max_gap_days,
        spans.accepted,
        spans.start_date,
        least(spans.end_date, belonging.start_date + contract_fees.window_days) as end_date
    from qualifying_spans as spans
    join sweeps on sweeps.sweep_id = spans.sweep_id
    join belonging on belonging.participation_id = spans.participation_id
    join contract_fees
        on contract_fees.terms_id = sweeps.terms_id
        and contract_fees.pays_for = 'employment'
        and contract_fees.subsidised = sweeps.subsidised
        and contract_fees.self_employed = sweeps.self_employed
        and contract_fees.min_weekly_hours = sweeps.min_weekly_hours
    where spans.start_date <= belonging.start_date + contract_fees.window_days
), breaks as (
    select
        *,
        case
            when continuous and date_diff('day', lag(end_date) over in_time, start_date) - 1 > max_gap_days then 1 else 0
        end as breaks
    from fee_spans
    window in_time as (partition by participation_id, fee_id, accepted order by start_date)
), stretches as (
    select
        *,
        sum(breaks) over (
            partition by participation_id, fee_id, accepted order by start_date rows unbounded preceding
        ) as stretch
    from breaks
), counts as (
    select
        *,
        date_diff('day', start_date, end_date) + 1 as days,
        min(start_date) over (partition by participation_id, fee_id, accepted, stretch) as counted_from,
        sum(date_diff('day', start_date, end_date) + 1) over (
            partition by participation_id, fee_id, accepted, stretch order by start_date rows unbounded preceding
        ) as days_so_far
    from stretches
)
select
    participation_id,
    fee_id,
    accepted,
    min(end_date - cast(days_so_far - needed as integer)) as earned_on,
    min(counted_from) as counted_from
from counts
where days_so_far >= needed and days_so_far - days < needed
group by participation_id, fee_id, accepted
