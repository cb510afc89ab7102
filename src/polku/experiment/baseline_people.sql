-- The outcome of each client over the $days days after $on: days covered by the counted rows, or whether the last of the
-- days is covered. The rows of `baseline_spans` (person_id, start_date, end_date) may overlap.
with clipped as (
    select
        baseline_spans.person_id,
        greatest(baseline_spans.start_date, cast($on as date) + 1) as start_date,
        least(coalesce(baseline_spans.end_date, cast($on as date) + $days), cast($on as date) + $days) as end_date
    from baseline_spans
    where baseline_spans.start_date <= cast($on as date) + $days
        and (baseline_spans.end_date is null or baseline_spans.end_date > cast($on as date))
), fresh as (  -- of each row only the days that no earlier row covers
    select
        person_id,
        greatest(start_date, coalesce(max(end_date) over earlier + 1, start_date)) as start_date,
        end_date
    from clipped
    window earlier as (
        partition by person_id order by start_date, end_date rows between unbounded preceding and 1 preceding
    )
), counted as (
    select
        person_id,
        cast(sum(end_date - start_date + 1) as bigint) as covered,
        max(case when end_date = cast($on as date) + $days then 1 else 0 end) as on_last_day
    from fresh
    where start_date <= end_date
    group by person_id
)
select
    draw_condition.person_id,
    draw_condition.municipality,
    draw_condition.block,
    cast(
        case when $last_day then coalesce(counted.on_last_day, 0) else coalesce(counted.covered, 0) end as double
    ) as outcome
from draw_condition
left join counted on counted.person_id = draw_condition.person_id
