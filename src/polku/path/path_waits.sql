-- Waits for what began from $since on, by service, with the sum (null): within $long_wait days and longer, on how many
-- clients they rest, the median.
with known as (
    select
        participations.service_id,
        coalesce(participations.person_id, participations.employer_id) as subject,
        waits.wait_days,
        waits.wait_days > $long_wait as long_wait
    from waits
    join participations on participations.participation_id = waits.participation_id
    where waits.start_date >= coalesce(cast($since as date), waits.start_date)
)
select
    service_id,
    count(*) filter (where not long_wait) as within,
    count(distinct subject) filter (where not long_wait) as within_clients,
    count(*) filter (where long_wait) as beyond,
    count(distinct subject) filter (where long_wait) as beyond_clients,
    count(*) as waits,
    count(distinct subject) as clients,
    cast(round(median(wait_days)) as bigint) as median_days
from known
group by grouping sets ((service_id), ())
