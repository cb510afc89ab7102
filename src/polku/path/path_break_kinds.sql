-- Breaks by kind: how many, on how many clients they rest, and the median of their days.
select
    kind,
    count(*) as breaks,
    count(distinct subject) as clients,
    cast(round(median(days)) as bigint) as median_days
from path_breaks
group by kind
