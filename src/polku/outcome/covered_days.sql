-- The days of work in the year after each participation's start, parallel jobs merged, three times: `any` over all jobs
-- and own business, `open` over unsubsidised jobs that are not own business, `new` over those of them that began after
-- the start.
with clipped as (
    select
        participations.participation_id,
        participations.start_date as base,
        not employment.subsidised and not employment.self_employed as open_market,
        employment.start_date > participations.start_date as began_after,
        greatest(employment.start_date, participations.start_date + 1) as start_date,
        least(coalesce(employment.end_date, $until), participations.start_date + 365, $until) as end_date
    from participations
    join employment using (person_id)
    where participations.start_date <= $until
        and employment.start_date <= least(participations.start_date + 365, $until)
        and (employment.end_date is null or employment.end_date > participations.start_date)
), kinds as (
    select participation_id, base, 'any' as kind, start_date, end_date from clipped where start_date <= end_date
    union all
    select participation_id, base, 'open' as kind, start_date, end_date
    from clipped where open_market and start_date <= end_date
    union all
    select participation_id, base, 'new' as kind, start_date, end_date
    from clipped where open_market and began_after and start_date <= end_date
), fresh as (  -- of each row only the days that no earlier row covers
    select
        participation_id,
        base,
        kind,
        greatest(start_date, coalesce(max(end_date) over earlier + 1, start_date)) as start_date,
        end_date
    from kinds
    window earlier as (
        partition by participation_id, kind order by start_date, end_date
        rows between unbounded preceding and 1 preceding
    )
)
select
    participation_id,
    base,
    kind,
    start_date,
    end_date,
    cast(sum(end_date - start_date + 1) over (
        partition by participation_id, kind order by start_date rows unbounded preceding
    ) as integer) as days_so_far
from fresh
where start_date <= end_date
