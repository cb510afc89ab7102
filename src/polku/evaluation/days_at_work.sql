-- The work in each window: its days at work, parallel jobs merged, and whether its last day is one of them. Twice: `any`
-- over all jobs and own business, `open` over unsubsidised jobs that are not own business.
with clipped as (
    select
        windows.window_id,
        windows.last_day as final_day,
        not employment.subsidised and not employment.self_employed as open_market,
        greatest(employment.start_date, windows.first_day) as start_date,
        least(coalesce(employment.end_date, windows.last_day), windows.last_day) as end_date
    from windows
    join employment
        on employment.person_id = windows.person_id
        and employment.start_date <= windows.last_day
        and (employment.end_date is null or employment.end_date >= windows.first_day)
), kinds as (
    select window_id, final_day, 'any' as kind, start_date, end_date from clipped where start_date <= end_date
    union all
    select window_id, final_day, 'open' as kind, start_date, end_date
    from clipped
    where open_market and start_date <= end_date
), fresh as (  -- of each row only the days that no earlier row covers
    select
        window_id,
        final_day,
        kind,
        greatest(start_date, coalesce(max(end_date) over earlier + 1, start_date)) as start_date,
        end_date
    from kinds
    window earlier as (
        partition by window_id, kind order by start_date, end_date
        rows between unbounded preceding and 1 preceding
    )
)
select
    window_id,
    cast(sum(case when kind = 'any' then end_date - start_date + 1 else 0 end) as bigint) as employed_days,
    cast(sum(case when kind = 'open' then end_date - start_date + 1 else 0 end) as bigint) as open_market_days,
    cast(max(case when kind = 'any' and end_date = final_day then 1 else 0 end) as bigint) as employed,
    cast(max(case when kind = 'open' and end_date = final_day then 1 else 0 end) as bigint) as open_market
from fresh
where start_date <= end_date
group by window_id
