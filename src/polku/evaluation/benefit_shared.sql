-- The municipality's share of the benefits paid for each window, in cents, half a cent up: of earnings-related allowance,
-- and of all other benefits.
with numbered as (
    select
        window_id,
        person_id,
        date_diff('day', date '1900-01-01', first_day) as first_n,
        date_diff('day', date '1900-01-01', last_day) + 1 as past_n
    from windows
), by_weekday as (
    select
        window_id,
        person_id,
        5 * (first_n // 7) + least(first_n % 7, 5) as first_k,
        5 * (past_n // 7) + least(past_n % 7, 5) as past_k
    from numbered
), shared as (
    select
        by_weekday.window_id,
        benefit = 'earnings_related_allowance' as by_funds,
        cast(least(bracket_spans.past_k, by_weekday.past_k) - greatest(bracket_spans.first_k, by_weekday.first_k) as bigint)
            * daily_cents * rate_bp as parts
    from by_weekday
    join bracket_spans
        on bracket_spans.person_id = by_weekday.person_id
        and bracket_spans.first_k < by_weekday.past_k
        and bracket_spans.past_k > by_weekday.first_k
    where rate_bp > 0 and daily_cents is not null and municipality is not null
)
select
    window_id,
    cast((sum(case when by_funds then parts else 0 end) + 5000) // 10000 as bigint) as of_funds_cents,
    cast((sum(case when by_funds then 0 else parts end) + 5000) // 10000 as bigint) as of_state_cents
from shared
group by window_id
