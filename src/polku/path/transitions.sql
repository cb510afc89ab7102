-- Moves between services: each participation of a person that ended by $until, and the next one of them that began.
-- A participation that began before the other ended gives a negative gap.
with in_order as (
    select
        person_id,
        service_id,
        end_date,
        lead(service_id) over begun as to_service,
        lead(start_date) over begun as started_on
    from participations
    where person_id is not null and start_date <= cast($until as date)
    window begun as (
        partition by person_id
        order by start_date, coalesce(end_date, cast('9999-12-31' as date)), participation_id
    )
)
select
    person_id,
    service_id as from_service,
    to_service,
    end_date as ended_on,
    started_on,
    cast(date_diff('day', end_date, started_on) as bigint) as gap_days
from in_order
where end_date <= cast($until as date) and started_on is not null
