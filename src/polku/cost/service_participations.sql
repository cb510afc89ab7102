-- Participations begun by $until with the form of production: bought under a contract, by voucher, else as the pilot
-- says of the service (as its booked costs say where the pilot has no such service).
with known as (
    select service_id, production from cost_services
    union all
    select costs.service_id, min(costs.production) as production
    from costs
    left join cost_services on cost_services.service_id = costs.service_id
    where cost_services.service_id is null
    group by costs.service_id
)
select
    participation_id,
    participations.service_id,
    case
        when contract_id is not null then 'purchased'
        when voucher_id is not null then 'voucher'
        else known.production
    end as production,
    person_id,
    employer_id,
    start_date,
    end_date
from participations
left join known on known.service_id = participations.service_id
where start_date <= $until
    and (voucher_id is not null or contract_id is not null or known.production is not null)
