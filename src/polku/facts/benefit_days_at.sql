-- The running number of paid days (docs/path/facts.md) of the benefit row that covers $day: on the day, or on the last
-- paid day before it in the row; null while the row has had none. A paid day is a Monday to Friday; up to and with
-- $services_left_out not one spent in a service or in training. Up to and with $by_benefit a count goes on only within
-- one benefit. Weekdays are counted from Monday 1.1.1900: among the first n days are 5 * (n // 7) + least(n % 7, 5).
with receiving as (  -- only people with a benefit on the day
    select distinct person_id
    from benefits
    where start_date <= $day and (end_date is null or end_date >= $day)
), begun as (
    select
        person_id,
        benefit,
        start_date,
        least(coalesce(end_date, $day), $day) as end_date,
        end_date is null or end_date >= $day as covers,
        paid_days_before
    from benefits
    semi join receiving using (person_id)
    where start_date <= $day
), service_days as (  -- the part of each row that passed in services while they stopped the count
    select
        begun.person_id,
        begun.start_date,
        greatest(begun.start_date, statuses.start_date) - date '1900-01-01' as first_n,
        least(begun.end_date, coalesce(statuses.end_date, begun.end_date), $services_left_out) - date '1900-01-01' + 1
            as past_n
    from begun
    join statuses using (person_id)
    where statuses.status in ('in_service', 'in_training')
        and statuses.start_date <= begun.end_date
        and (statuses.end_date is null or statuses.end_date >= begun.start_date)
        and greatest(begun.start_date, statuses.start_date) <= $services_left_out
), unpaid as (
    select
        person_id,
        start_date,
        sum(5 * (past_n // 7) + least(past_n % 7, 5) - 5 * (first_n // 7) - least(first_n % 7, 5)) as days
    from service_days
    group by person_id, start_date
), counted as (
    select
        begun.*,
        5 * ((end_date - date '1900-01-01' + 1) // 7) + least((end_date - date '1900-01-01' + 1) % 7, 5)
            - 5 * ((start_date - date '1900-01-01') // 7) - least((start_date - date '1900-01-01') % 7, 5)
            - coalesce(unpaid.days, 0) as paid_days
    from begun
    left join unpaid using (person_id, start_date)
), old_stretches as (  -- the count goes on within one benefit, from each number the payer told
    select
        *,
        count(paid_days_before) over (partition by person_id, benefit order by start_date) as stretch
    from counted
    where start_date <= $by_benefit
), old_numbers as (
    select
        person_id,
        start_date,
        covers,
        paid_days,
        coalesce(first_value(paid_days_before) over whole, 0) + sum(paid_days) over whole as last_number
    from old_stretches
    window whole as (
        partition by person_id, benefit, stretch order by start_date
        rows between unbounded preceding and current row
    )
), last_old as (
    select person_id, arg_max(last_number, start_date) as last_number
    from old_numbers
    group by person_id
), new_stretches as (  -- later it goes on whatever the benefit
    select
        *,
        count(paid_days_before) over (partition by person_id order by start_date) as stretch
    from counted
    where start_date > $by_benefit
), new_numbers as (
    select
        person_id,
        covers,
        paid_days,
        coalesce(first_value(paid_days_before) over whole, 0)
            + case when stretch = 0 then coalesce(last_old.last_number, 0) else 0 end
            + sum(paid_days) over whole as last_number
    from new_stretches
    left join last_old using (person_id)
    window whole as (
        partition by person_id, stretch order by start_date
        rows between unbounded preceding and current row
    )
)
select person_id, cast(case when paid_days > 0 then last_number end as bigint) as benefit_days
from old_numbers
where covers
union all
select person_id, cast(case when paid_days > 0 then last_number end as bigint) as benefit_days
from new_numbers
where covers
