-- How often people leave benefits, by bracket of running numbers: leavings by paid day in the year up to
-- weekday $window_past. Who is paid again within $gap weekdays has not left.
with followed as (
    select
        *,
        lead(first_k) over (partition by person_id order by start_date) as next_k
    from numbered_rows
), exposed as (  -- paid_spans begin in the window
    select
        bracket,
        sum(least(past_k, $window_past, past_bracket - shift) - greatest(first_k, bracket - shift)) as days
    from paid_spans
    join number_brackets
        on greatest(first_k, bracket - shift) < least(past_k, $window_past, past_bracket - shift)
    group by bracket
), left_benefits as (
    select bracket, count(*) as leavings
    from followed
    join number_brackets on paid_before + paid_days >= bracket and paid_before + paid_days < past_bracket
    where past_k > $window_first
        and past_k <= $window_past
        and (next_k is null or next_k > past_k + $gap)
    group by bracket
), counted as (
    select
        number_brackets.bracket,
        past_bracket,
        cast(coalesce(days, 0) as double) as days,
        cast(coalesce(leavings, 0) as double) as leavings
    from number_brackets
    left join exposed on exposed.bracket = number_brackets.bracket
    left join left_benefits on left_benefits.bracket = number_brackets.bracket
), pooled as (  -- a bracket that nobody was in takes the figures of all
    select
        bracket,
        past_bracket,
        case when days > 0 then days else sum(days) over everyone end as days,
        case when days > 0 then leavings else sum(leavings) over everyone end as leavings
    from counted
    window everyone as (partition by 1)
)
select
    bracket,
    past_bracket,
    case when days > 0 then leavings / days else 0 end as hazard,
    case when days > 0 then (leavings + 1) / (days * days) else 1 end as variance
from pooled
