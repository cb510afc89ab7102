-- What the services of each window's person cost in it, in cents: fees earned for the person, vouchers redeemed, and of
-- other services the month's cost for one participant in each month in which the person has a day of the service.
with own_services as (  -- neither under a contract nor by voucher
    select
        windows.window_id,
        participations.service_id,
        greatest(participations.start_date, windows.first_day) as first_day,
        least(coalesce(participations.end_date, windows.last_day), windows.last_day) as last_day
    from windows
    join participations
        on participations.person_id = windows.person_id
        and participations.start_date <= windows.last_day
        and (participations.end_date is null or participations.end_date >= windows.first_day)
    where contract_id is null and voucher_id is null
), prices as (  -- the form in which the pilot produces the service, else the first in which costs are booked
    select
        service_cost.service_id,
        service_cost.month,
        service_cost.cents_per_participant,
        row_number() over (
            partition by service_cost.service_id, service_cost.month
            order by case when service_cost.production = told_services.production then 0 else 1 end,
                service_cost.production
        ) as place
    from service_cost
    left join told_services on told_services.service_id = service_cost.service_id
    where service_cost.production <> 'voucher'
        and not (service_cost.production = 'purchased' and coalesce(told_services.by_contract, false))
), spent as (
    select window_id, service_id, month, max(cents_per_participant) as cents
    from own_services
    join prices using (service_id)
    where place = 1 and month <= last_day and cast(month + interval 1 month as date) > first_day
    group by window_id, service_id, month
    union all
    select windows.window_id, fee_id as service_id, earned_on as month, sum(payable_cents) as cents
    from windows
    join fee_lines
        on fee_lines.person_id = windows.person_id and earned_on between windows.first_day and windows.last_day
    group by windows.window_id, fee_id, earned_on
    union all
    select windows.window_id, vouchers.service_id, redeemed_on as month, sum(value_cents) as cents
    from windows
    join vouchers on vouchers.person_id = windows.person_id and redeemed_on between windows.first_day and windows.last_day
    left join (select distinct voucher_id from participations where contract_id is not null) as under_contract
        on under_contract.voucher_id = vouchers.voucher_id
    where under_contract.voucher_id is null  -- there the contract's fee lines are the money
    group by windows.window_id, vouchers.service_id, redeemed_on
)
select window_id, cast(sum(cents) as bigint) as cents
from spent
group by window_id
