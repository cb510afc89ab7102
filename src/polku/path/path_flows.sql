-- Ended participations that began from $since on, by service and where they went over to (`to …`: the next service), with
-- sums (null): how many, and on how many people they rest.
with ended as (
    select
        service_id,
        person_id,
        case when followed in ('service', 'gap') then concat('to ', to_service) else followed end as went_to
    from what_followed
    where began_on >= coalesce(cast($since as date), began_on)
)
select
    service_id,
    went_to,
    count(*) as periods,
    count(distinct person_id) as clients
from ended
group by grouping sets ((service_id, went_to), (service_id), (went_to), ())
