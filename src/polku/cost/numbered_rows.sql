-- Each benefit row with paid_before, the running number before its first paid day. A row that tells none goes on from
-- the person's row before it: one begun by $by_benefit from the last of the same benefit, a later one whatever it was.
with stopped as (
    select person_id, start_date, sum(past_k - first_k) as days
    from service_stops
    group by person_id, start_date
), counted as (
    select weekday_rows.*, past_k - first_k - coalesce(stopped.days, 0) as paid_days
    from weekday_rows
    left join stopped
        on stopped.person_id = weekday_rows.person_id and stopped.start_date = weekday_rows.start_date
), stretches as (  -- from each number the payer told; a benefit's own among old rows, all benefits' among new ones
    select
        *,
        case when start_date <= $by_benefit then benefit end as of_benefit,
        start_date <= $by_benefit as old,
        count(paid_days_before) over (
            partition by person_id, case when start_date <= $by_benefit then benefit end, start_date <= $by_benefit
            order by start_date rows between unbounded preceding and current row
        ) as stretch
    from counted
), chained as (
    select
        *,
        coalesce(first_value(paid_days_before) over whole, 0) + sum(paid_days) over whole - paid_days as number_before
    from stretches
    window whole as (
        partition by person_id, old, of_benefit, stretch order by start_date
        rows between unbounded preceding and current row
    )
), last_old as (
    select person_id, arg_max(number_before + paid_days, start_date) as last_number
    from chained
    where old
    group by person_id
)
select
    chained.person_id,
    benefit,
    start_date,
    daily_cents,
    paid_on,
    first_k,
    past_k,
    cast(number_before + case when not old and stretch = 0 then coalesce(last_old.last_number, 0) else 0 end as integer)
        as paid_before,
    cast(paid_days as integer) as paid_days
from chained
left join last_old on last_old.person_id = chained.person_id
