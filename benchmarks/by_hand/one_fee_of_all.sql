-- One fee by hand, for 200 contracts at once: job-90, 90 days of at least 18 hours within a year, in jobs that are not
-- subsidised, with proof from the register or the employer, and whose latest participation is this one; once per client
-- and contract. The terms stand as literals; no amounts by band, no claims, no evidence.
with jobs as (
    select
        p.participation_id,
        p.person_id,
        p.contract_id,
        e.start_date,
        least(coalesce(e.end_date, $until), p.start_date + 365, $until) as end_date,
        coalesce(e.weekly_hours, 0) as hours,
        e.subsidised,
        coalesce(e.source, 'register') as source
    from employment as e
    join participations as p using (person_id)
    where e.start_date > p.start_date
        and e.start_date <= $until
        and p.start_date between date '2022-01-01' and date '2024-12-31'
        and p.contract_id is not null
    qualify row_number() over (
        partition by e.employment_id order by p.start_date desc, p.participation_id desc
    ) = 1
), changes as (
    select participation_id, contract_id, person_id, start_date as day, hours
    from jobs
    where start_date <= end_date and not subsidised and source in ('register', 'employer')
    union all
    select participation_id, contract_id, person_id, end_date + 1 as day, -hours as hours
    from jobs
    where start_date <= end_date and not subsidised and source in ('register', 'employer')
), levels as (
    select
        participation_id,
        contract_id,
        person_id,
        day as start_date,
        lead(day) over (partition by participation_id order by day) as next_day,
        sum(sum(hours)) over (partition by participation_id order by day) as hours
    from changes
    group by participation_id, contract_id, person_id, day
), counts as (
    select *, sum(next_day - start_date) over (partition by participation_id order by start_date) as so_far
    from levels
    where hours >= 18
)
select contract_id, person_id, min(next_day - 1 - cast(so_far - 90 as integer)) as earned_on
from counts
where so_far >= 90 and so_far - (next_day - start_date) < 90
group by contract_id, person_id
