-- What services cost, by what is known of whose cost it is: cents of a service, form of production, month and booked
-- municipality (null: of all who share the service).
with booked as (
    select service_id, production, cost_months.month, municipality, sum(cents) as cents
    from costs
    join cost_months on costs.month between cost_months.month and last_day
    group by service_id, production, cost_months.month, municipality
)
select service_id, production, month, municipality, cast(cents as bigint) as cents
from booked
where production <> 'purchased'
union all
select booked.service_id, booked.production, month, municipality, cast(cents as bigint) as cents
from booked
left join contract_services on contract_services.service_id = booked.service_id
where booked.production = 'purchased' and contract_services.service_id is null
union all
select service_units.service_id, 'own' as production, service_units.month, null as municipality, service_units.cents
from service_units
left join (select distinct service_id, month from booked where production = 'own') as own
    on own.service_id = service_units.service_id and own.month = service_units.month
where own.service_id is null
union all
select service_id, 'purchased' as production, cost_months.month, null as municipality,
    cast(sum(payable_cents) as bigint) as cents
from service_fees
join cost_months on earned_on between cost_months.month and last_day
group by service_id, cost_months.month
union all
select service_id, 'voucher' as production, cost_months.month, null as municipality,
    cast(sum(value_cents) as bigint) as cents
from vouchers
left join (select distinct voucher_id from participations where contract_id is not null) as under_contract
    on under_contract.voucher_id = vouchers.voucher_id
join cost_months on redeemed_on between cost_months.month and last_day
where under_contract.voucher_id is null  -- there the contract's fee lines are the money
group by service_id, cost_months.month
