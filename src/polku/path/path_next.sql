-- Ended participations with a next service, by whether it was there soon (service) or only after a gap.
select
    followed,
    count(*) as periods,
    count(distinct person_id) as clients
from what_followed
where followed in ('service', 'gap')
group by followed
