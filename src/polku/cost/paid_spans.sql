-- Unbroken runs of paid days, from weekday $since_k on: a benefit row without its days in services. The paid day of
-- weekday k has the running number k + shift.
with stops as (
    select
        *,
        lag(past_k) over earlier as earlier_past,
        sum(past_k - first_k) over earlier as stopped
    from service_stops
    window earlier as (
        partition by person_id, start_date order by first_k rows between unbounded preceding and current row
    )
), spans as (
    select  -- up to each stop
        numbered_rows.person_id,
        benefit,
        daily_cents,
        paid_on,
        paid_before,
        coalesce(stops.earlier_past, numbered_rows.first_k) as first_k,
        stops.first_k as past_k,
        paid_before + 1 - numbered_rows.first_k - (stops.stopped - (stops.past_k - stops.first_k)) as shift
    from numbered_rows
    join stops on stops.person_id = numbered_rows.person_id and stops.start_date = numbered_rows.start_date
    union all
    select  -- from the last stop on; the whole row where there is none
        person_id,
        benefit,
        daily_cents,
        paid_on,
        paid_before,
        coalesce(last_stop_past_k, first_k) as first_k,
        past_k,
        paid_before + 1 - first_k - stopped_days as shift
    from numbered_rows
)
select
    person_id,
    benefit,
    daily_cents,
    paid_on,
    paid_before + 1 as first_number,
    greatest(first_k, $since_k) as first_k,
    past_k,
    cast(shift as integer) as shift
from spans
where greatest(first_k, $since_k) < past_k
