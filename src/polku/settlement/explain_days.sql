-- How far each fee on employment has come with accepted proof: qualifying days in its window, and in the best stretch.
with fee_spans as (
    select
        fees.participation_id,
        fees.fee_id,
        fees.max_gap_days,
        spans.start_date,
        least(spans.end_date, fees.closes_on) as end_date
    from explain_fees as fees
    join sweeps
        on sweeps.terms_id = fees.terms_id
        and sweeps.subsidised = fees.subsidised
        and sweeps.self_employed = fees.self_employed
        and sweeps.min_weekly_hours = fees.min_weekly_hours
    join qualifying_spans as spans
        on spans.participation_id = fees.participation_id
        and spans.sweep_id = sweeps.sweep_id
        and spans.accepted
        and spans.start_date <= fees.closes_on
    where fees.kind = 'employment'
), breaks as (
    select
        *,
        case when start_date - lag(end_date) over in_time - 1 > max_gap_days then 1 else 0 end as breaks
    from fee_spans
    window in_time as (partition by participation_id, fee_id order by start_date)
), stretches as (
    select
        *,
        sum(breaks) over (partition by participation_id, fee_id order by start_date rows unbounded preceding) as stretch
    from breaks
), sums as (
    select participation_id, fee_id, stretch, sum(end_date - start_date + 1) as days
    from stretches
    group by participation_id, fee_id, stretch
)
select participation_id, fee_id, cast(sum(days) as bigint) as days, cast(max(days) as bigint) as best_stretch
from sums
group by participation_id, fee_id
