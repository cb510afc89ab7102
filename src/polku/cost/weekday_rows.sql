-- Benefit rows begun by $until, cut there, with their days as weekday numbers: the Mondays to Fridays since Monday
-- 1.1.1900, counted from 0. Of the first n days 5 * (n // 7) + least(n % 7, 5) are such; past_k is the first one after.
-- Rows that are past by $since_k are kept only of people with a later row that goes on from the one before it.
with begun as (
    select
        person_id,
        benefit,
        start_date,
        daily_cents,
        paid_days_before,
        paid_on,
        date_diff('day', date '1900-01-01', start_date) as first_n,
        date_diff('day', date '1900-01-01', least(coalesce(end_date, $until), $until)) + 1 as past_n
    from benefits
    where start_date <= $until
), numbered as (
    select
        person_id,
        benefit,
        start_date,
        daily_cents,
        paid_days_before,
        paid_on,
        cast(5 * (first_n // 7) + least(first_n % 7, 5) as integer) as first_k,
        cast(5 * (past_n // 7) + least(past_n % 7, 5) as integer) as past_k
    from begun
)
select *
from numbered
where past_k > $since_k
    or person_id in (select person_id from numbered where paid_days_before is null and past_k > $since_k)
