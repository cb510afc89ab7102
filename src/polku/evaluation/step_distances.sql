-- For each service begun while a benefit ran whose paid days the payer told: how many paid days later the municipality's
-- share would have risen. Days in services before 2025 are no paid days.
with started as (
    select
        participations.participation_id,
        participations.service_id,
        participations.start_date as day,
        benefits.benefit,
        benefits.paid_days_before,
        date_diff('day', date '1900-01-01', benefits.start_date) as first_n,
        date_diff('day', date '1900-01-01', participations.start_date) as past_n,
        benefits.person_id
    from participations
    join benefits
        on benefits.person_id = participations.person_id
        and benefits.start_date <= participations.start_date
        and (benefits.end_date is null or benefits.end_date >= participations.start_date)
    where benefits.paid_days_before is not null
), stopped as (
    select
        started.participation_id,
        greatest(date_diff('day', date '1900-01-01', statuses.start_date), first_n) as first_n,
        least(date_diff('day', date '1900-01-01', coalesce(statuses.end_date, day)) + 1, past_n) as past_n
    from started
    join statuses
        on statuses.person_id = started.person_id
        and statuses.status in ('in_service', 'in_training')
        and statuses.start_date < day
        and statuses.start_date <= $services_left_out
), unpaid as (
    select
        participation_id,
        sum(5 * (past_n // 7) + least(past_n % 7, 5) - 5 * (first_n // 7) - least(first_n % 7, 5)) as days
    from stopped
    where first_n < past_n
    group by participation_id
), reached as (
    select
        started.participation_id,
        service_id,
        day,
        benefit,
        paid_days_before + 5 * (past_n // 7) + least(past_n % 7, 5) - 5 * (first_n // 7) - least(first_n % 7, 5)
            - coalesce(unpaid.days, 0) as paid_days
    from started
    left join unpaid on unpaid.participation_id = started.participation_id
)
select reached.service_id, cast(share_steps.step - 1 - reached.paid_days as bigint) as days_left
from reached
join share_steps
    on share_steps.benefit = reached.benefit
    and share_steps.first_day <= reached.day
    and share_steps.last_day >= reached.day
where share_steps.step - 1 - reached.paid_days between -10 and 19
