-- What a service cost in a month by form of production, its clients, and cents by client and by result: half a cent up.
-- Cents are null where nothing tells them: own production without booked costs or a unit cost, a partner without costs.
with costed as (
    select service_id, production, month, sum(cents) as cents
    from service_parts
    group by service_id, production, month
), attended as (
    select service_id, production, month, count(distinct client) as participants
    from service_months
    group by service_id, production, month
), reached as (
    select service_participations.service_id, production, month, count(*) as results
    from service_participations
    join outcomes on outcomes.participation_id = service_participations.participation_id
    join cost_months on outcomes.result_on between month and last_day
    group by service_participations.service_id, production, month
), keys as (
    select service_id, production, month from costed
    union
    select service_id, production, month from attended
), joined as (
    select
        keys.service_id,
        keys.production,
        keys.month,
        case when keys.production in ('purchased', 'voucher') then coalesce(cents, 0) else cents end as cents,
        coalesce(participants, 0) as participants,
        coalesce(results, 0) as results
    from keys
    left join costed
        on costed.service_id = keys.service_id and costed.production = keys.production and costed.month = keys.month
    left join attended
        on attended.service_id = keys.service_id
        and attended.production = keys.production
        and attended.month = keys.month
    left join reached
        on reached.service_id = keys.service_id
        and reached.production = keys.production
        and reached.month = keys.month
)
select
    service_id,
    production,
    month,
    cast(cents as bigint) as cents,
    cast(participants as bigint) as participants,
    cast(case when participants > 0 then (2 * cents + participants) // (2 * participants) end as bigint)
        as cents_per_participant,
    cast(case when results > 0 then (2 * cents + results) // (2 * results) end as bigint) as cents_per_result
from joined
