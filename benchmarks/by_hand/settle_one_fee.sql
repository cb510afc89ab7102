-- One fee by hand: valmennus-t1/job-90, 90 days of at least 18 hours within a year, in jobs that are not subsidised and
-- whose latest participation under any contract is one of t1's; once per client.
with belonging as (
    select participation_id, person_id, contract_id, start_date
    from participations
    where contract_id in ('valmennus-t1', 'valmennus-t2', 'valmennus-t3')
        and start_date between date '2021-03-01' and least(date '2023-12-31', $until)
), jobs as (
    select
        participation_id,
        person_id,
        contract_id,
        p.start_date as base,
        e.start_date,
        least(coalesce(e.end_date, $until), p.start_date + 365, $until, date '2024-12-30') as end_date,
        coalesce(weekly_hours, 0) as hours
    from employment as e
    join belonging as p using (person_id)
    where e.start_date > p.start_date
        and e.start_date <= least($until, date '2024-12-30')
        and not coalesce(subsidised, false)
    qualify row_number() over (
        partition by employment_id order by p.start_date desc, participation_id desc
    ) = 1
), changes as (
    select participation_id, person_id, start_date as day, hours from jobs
    where contract_id = 'valmennus-t1' and start_date <= end_date
    union all
    select participation_id, person_id, end_date + 1 as day, -hours as hours from jobs
    where contract_id = 'valmennus-t1' and start_date <= end_date
), levels as (
    select
        participation_id,
        person_id,
        day as start_date,
        lead(day) over (partition by participation_id order by day) as next_day,
        sum(sum(hours)) over (partition by participation_id order by day) as hours
    from changes
    group by participation_id, person_id, day
), counts as (
    select *, sum(next_day - start_date) over (partition by participation_id order by start_date) as so_far
    from levels
    where hours >= 18
)
select person_id, min(next_day - 1 - cast(so_far - 90 as integer)) as earned_on, 80000 as amount_cents
from counts
where so_far >= 90 and so_far - (next_day - start_date) < 90
group by person_id
