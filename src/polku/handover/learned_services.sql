-- What followed each service: participations, those whose year was over, and of these results, days of work and studies;
-- beside each figure the clients on whom it rests.
with told as (
    select
        service_id,
        coalesce(person_id, participation_id) as client,  -- a company's participations stand each for itself
        employed_days_365 as days,
        employed_days_365 is not null as known,
        employed_days_365 is not null and result_on is not null as reached,
        employed_days_365 is not null and coalesce(education_on <= start_date + 365, false) as studied
    from outcomes
)
select
    service_id,
    count(*) as participations,
    count(distinct client) as clients,
    count(case when known then 1 end) as known,
    count(distinct case when known then client end) as known_clients,
    count(case when reached then 1 end) as results,
    count(distinct case when reached then client end) as result_clients,
    count(case when studied then 1 end) as studies,
    count(distinct case when studied then client end) as study_clients,
    cast(coalesce(sum(days), 0) as bigint) as days
from told
group by service_id
