-- What each service cost by form of production, its clients, and on how many clients the sum rests: of fees those for whom
-- one is paid, of vouchers those who used one, else those with a day in the service. Cents are null where nothing tells
-- them.
with attended as (
    select distinct
        service_id,
        case when contract_id is not null then 'purchased' when voucher_id is not null then 'voucher' else 'other' end
            as way,
        coalesce(person_id, employer_id) as client
    from participations
    where start_date <= cast($until as date)
        and (end_date is null or end_date >= coalesce(cast($first as date), end_date))
), counted as (
    select service_id, way, count(*) as clients from attended group by service_id, way
), counted_once as (
    select service_id, count(distinct client) as clients from attended group by service_id
), paid_for as (
    select participations.service_id, 'purchased' as way, count(distinct fee_lines.subject) as clients
    from fee_lines
    join participations on participations.participation_id = fee_lines.participation_id
    where fee_lines.payable_cents > 0
    group by participations.service_id
    union all
    select service_id, 'voucher' as way, count(distinct coalesce(person_id, employer_id)) as clients
    from vouchers
    where redeemed_on <= cast($until as date)
    group by service_id
), totals as (
    select
        service_id,
        production,
        case when production in ('purchased', 'voucher') then production else 'other' end as way,
        cast(sum(cents) as bigint) as cents
    from service_cost
    group by service_id, production
)
select
    totals.service_id,
    totals.production,
    totals.cents,
    coalesce(paid_for.clients, counted.clients, 0) as rests_on,
    coalesce(counted_once.clients, 0) as clients
from totals
left join counted on counted.service_id = totals.service_id and counted.way = totals.way
left join counted_once on counted_once.service_id = totals.service_id
left join paid_for on paid_for.service_id = totals.service_id and paid_for.way = totals.way
