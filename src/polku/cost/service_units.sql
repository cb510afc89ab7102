-- Units of own production by month, in the words of the pilot's unit_cost. month: clients with a day in the month;
-- participation: participations that begin in it; day: delivered days, or the Mondays to Fridays of a participation for
-- which no days were told; any other word: the quantity delivered under it.
with own as (
    select service_months.*, cost_services.unit, cost_services.unit_cents
    from service_months
    join cost_services on cost_services.service_id = service_months.service_id
    where service_months.production = 'own' and unit_cents is not null
), told_days as (
    select distinct participation_id from deliveries where unit = 'day'
), delivered as (
    select own.service_id, cost_months.month, sum(deliveries.quantity) as units
    from (select distinct participation_id, service_id, unit from own) as own
    join deliveries on deliveries.participation_id = own.participation_id and deliveries.unit = own.unit
    join cost_months on deliveries.date between cost_months.month and cost_months.last_day
    group by own.service_id, cost_months.month
), untold_days as (
    select
        service_id,
        month,
        date_diff('day', date '1900-01-01', first_day) as first_n,
        date_diff('day', date '1900-01-01', last_day) + 1 as past_n
    from own
    left join told_days on told_days.participation_id = own.participation_id
    where unit = 'day' and told_days.participation_id is null
), units as (
    select service_id, month, count(distinct client) as units from own where unit = 'month' group by service_id, month
    union all
    select service_id, month, count(*) as units
    from own
    where unit = 'participation' and begins
    group by service_id, month
    union all
    select service_id, month, units from delivered
    union all
    select
        service_id,
        month,
        sum(5 * (past_n // 7) + least(past_n % 7, 5) - 5 * (first_n // 7) - least(first_n % 7, 5)) as units
    from untold_days
    group by service_id, month
)
select units.service_id, month, cast(floor(sum(units) * max(unit_cents) + 0.5) as bigint) as cents
from units
join cost_services on cost_services.service_id = units.service_id
group by units.service_id, month
