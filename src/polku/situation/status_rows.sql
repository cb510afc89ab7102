-- The status rows that stocks read, each with what its unbroken run of days tells: `unemployed` with status 02 or 03,
-- `services` with 00, 07 or 08. `since`: the run's first day; `services_ended`: the last day of the person's last
-- services before the run; `days_before`: unemployed days before it. All three only grow from row to row of a person.
with kinds as (
    select
        person_id,
        status,
        case when status in ('unemployed', 'laid_off') then 'unemployed'
            when status = 'reduced_hours' then 'other' else 'services' end as kind,
        start_date,
        end_date
    from statuses
    where status in ('unemployed', 'laid_off', 'reduced_hours', 'subsidised', 'in_service', 'in_training')
), begun as (
    select
        *,
        case when lag(kind) over earlier = kind and lag(end_date) over earlier = start_date - 1
            then null else start_date end as begins,
        max(case when kind = 'services' then end_date end) over before as services_before,
        coalesce(sum(case when kind = 'unemployed' then end_date - start_date + 1 end) over before, 0) as days_before
    from kinds
    window
        earlier as (partition by person_id order by start_date),
        before as (partition by person_id order by start_date rows between unbounded preceding and 1 preceding)
)
select
    person_id,
    status,
    kind,
    start_date,
    end_date,
    max(begins) over up_to_row as since,
    max(case when begins is not null then services_before end) over up_to_row as services_ended,
    cast(max(case when begins is not null then days_before end) over up_to_row as integer) as days_before
from begun
window up_to_row as (partition by person_id order by start_date rows unbounded preceding)
