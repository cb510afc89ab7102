-- Breaks by kind: how many, on how many clients they rest, and the median of their days. Counted are those of
-- participations that began from $since on, and of vouchers issued from then on.
select
    kind,
    count(*) as breaks,
    count(distinct subject) as clients,
    cast(round(median(days)) as bigint) as median_days
from path_breaks
left join participations on participations.participation_id = path_breaks.participation_id
where cast($since as date) is null or coalesce(participations.start_date, from_date) >= cast($since as date)
group by kind
