-- The weekdays of each benefit row that passed in a service or in training up to and with $services_left_out, when such
-- days were no paid days.
with stopping as (
    select
        person_id,
        date_diff('day', date '1900-01-01', start_date) as first_n,
        date_diff('day', date '1900-01-01', least(coalesce(end_date, $services_left_out), $services_left_out)) + 1
            as past_n
    from statuses
    where status in ('in_service', 'in_training') and start_date <= $services_left_out
), by_weekday as (
    select
        person_id,
        cast(5 * (first_n // 7) + least(first_n % 7, 5) as integer) as first_k,
        cast(5 * (past_n // 7) + least(past_n % 7, 5) as integer) as past_k
    from stopping
)
select
    weekday_rows.person_id,
    weekday_rows.start_date,
    greatest(weekday_rows.first_k, by_weekday.first_k) as first_k,
    least(weekday_rows.past_k, by_weekday.past_k) as past_k
from weekday_rows
join by_weekday on by_weekday.person_id = weekday_rows.person_id
where greatest(weekday_rows.first_k, by_weekday.first_k) < least(weekday_rows.past_k, by_weekday.past_k)
