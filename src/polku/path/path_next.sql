-- Ended participations that began from $since on and have a next service, by whether it was there soon (service) or only
-- after a gap.
select
    followed,
    count(*) as periods,
    count(distinct person_id) as clients
from what_followed
where followed in ('service', 'gap') and began_on >= coalesce(cast($since as date), began_on)
group by followed
