-- How long half of each service's referrals waited at most until the start, and the clients on whom it rests.
with ranked as (
    select
        outcomes.service_id,
        coalesce(outcomes.person_id, outcomes.participation_id) as client,
        waits.wait_days,
        row_number() over (partition by outcomes.service_id order by waits.wait_days) as place,
        count(*) over (partition by outcomes.service_id) as referrals
    from waits
    join outcomes on outcomes.participation_id = waits.participation_id
    where waits.wait_days is not null
)
select
    service_id,
    cast(max(referrals) as bigint) as referrals,
    count(distinct client) as clients,
    max(case when 2 * place <= referrals + 1 then wait_days end) as days
from ranked
group by service_id
