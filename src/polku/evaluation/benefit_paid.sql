-- What benefits were paid for the Mondays to Fridays of each window, in cents: the row's daily amount, or the law's of the
-- day. `funds_cents` is the part paid as earnings-related allowance.
with numbered as (  -- days as weekday numbers: the Mondays to Fridays since Monday 1.1.1900, counted from 0
    select
        window_id,
        person_id,
        date_diff('day', date '1900-01-01', first_day) as first_n,
        date_diff('day', date '1900-01-01', last_day) + 1 as past_n,
        first_day,
        last_day
    from windows
), overlapping as (
    select
        numbered.window_id,
        benefits.benefit,
        benefits.daily_cents,
        greatest(date_diff('day', date '1900-01-01', benefits.start_date), first_n) as first_n,
        least(date_diff('day', date '1900-01-01', coalesce(benefits.end_date, last_day)) + 1, past_n) as past_n
    from numbered
    join benefits
        on benefits.person_id = numbered.person_id
        and benefits.start_date <= numbered.last_day
        and (benefits.end_date is null or benefits.end_date >= numbered.first_day)
), priced as (
    select window_id, benefit, daily_cents, first_n, past_n
    from overlapping
    where daily_cents is not null
    union all
    select
        window_id,
        overlapping.benefit,
        daily_law.cents as daily_cents,
        greatest(overlapping.first_n, daily_law.first_n) as first_n,
        least(overlapping.past_n, daily_law.past_n) as past_n
    from overlapping
    join daily_law
        on daily_law.benefit = overlapping.benefit
        and daily_law.first_n < overlapping.past_n
        and daily_law.past_n > overlapping.first_n
    where overlapping.daily_cents is null
), paid as (
    select
        window_id,
        benefit = 'earnings_related_allowance' as by_funds,
        daily_cents * (
            5 * (past_n // 7) + least(past_n % 7, 5) - 5 * (first_n // 7) - least(first_n % 7, 5)
        ) as cents
    from priced
    where first_n < past_n
)
select
    window_id,
    cast(sum(cents) as bigint) as cents,
    cast(sum(case when by_funds then cents else 0 end) as bigint) as funds_cents
from paid
group by window_id
