-- The fifteen fees of the three contracts by hand, their terms as literals: amounts, once per client, the client's cap
-- and the contract's ceiling. Without the sentence of evidence.
with terms(contract_id, places, cap, ceiling, shared, former_days) as (values
    ('valmennus-t1', null, 200000, null, false, 0),
    ('valmennus-t2', 1500, 250000, 90000000, false, 0),
    ('valmennus-t3', null, 200000, null, true, 365)
), job_fees(contract_id, fee_id, position, needed, window_days, min_hours, max_gap, own_business, cents) as (values
    ('valmennus-t1', 'job-30', 3, 30, 180, 0, null, true, 30000),
    ('valmennus-t1', 'job-90', 4, 90, 365, 18, null, true, 80000),
    ('valmennus-t1', 'job-180', 5, 180, 365, 18, null, true, 100000),
    ('valmennus-t2', 'job-30', 3, 30, 180, 0, null, true, 30000),
    ('valmennus-t2', 'job-90', 4, 90, 365, 18, 7, true, 90000),
    ('valmennus-t2', 'job-180', 5, 180, 365, 18, 7, true, 110000),
    ('valmennus-t3', 'job-30', 3, 30, 180, 0, null, true, 35000),
    ('valmennus-t3', 'job-90', 4, 90, 365, 18, null, true, 95000),
    ('valmennus-t3', 'job-180', 5, 180, 365, 25, null, false, 120000)
), belonging as (
    select
        participation_id,
        person_id,
        contract_id,
        start_date,
        least($until, date '2024-12-30') as last_day,
        coalesce(row_number() over (partition by contract_id order by start_date, participation_id) > places, false)
            as over_maximum,
        shared,
        former_days
    from participations
    join terms using (contract_id)
    where start_date between date '2021-03-01' and least(date '2023-12-31', $until)
), pairs as (
    select
        p.participation_id,
        p.person_id,
        p.contract_id,
        p.start_date as base,
        last_day,
        former_days,
        employment_id,
        e.employer_id,
        e.start_date,
        least(coalesce(e.end_date, last_day), last_day) as end_date,
        coalesce(weekly_hours, 0) as hours,
        coalesce(self_employed, false) as own_business
    from employment as e
    join belonging as p using (person_id)
    where e.start_date > p.start_date and e.start_date <= last_day and not coalesce(subsidised, false)
    qualify shared or row_number() over (
        partition by employment_id order by p.start_date desc, p.participation_id desc
    ) = 1
), own as (
    select *
    from pairs
    where own_business or former_days = 0 or employer_id is null or not exists (
        from employment as e
        where e.person_id = pairs.person_id and e.employer_id = pairs.employer_id
            and e.start_date <= base and coalesce(e.end_date, date '9999-12-31') >= base - former_days
    )
), spells as (
    select
        participation_id, fee_id, needed, min_hours, max_gap, start_date,
        least(end_date, base + window_days) as end_date,
        hours
    from own
    join job_fees using (contract_id)
    where start_date <= base + window_days and (job_fees.own_business or not own.own_business)
), changes as (
    select participation_id, fee_id, needed, min_hours, max_gap, start_date as day, hours, 1 as jobs from spells
    union all
    select participation_id, fee_id, needed, min_hours, max_gap, end_date + 1, -hours, -1 as jobs from spells
), levels as (
    select
        participation_id, fee_id, needed, min_hours, max_gap,
        day as start_date,
        lead(day) over (partition by participation_id, fee_id order by day) - 1 as end_date,
        sum(sum(hours)) over (partition by participation_id, fee_id order by day) as hours,
        sum(sum(jobs)) over (partition by participation_id, fee_id order by day) as jobs
    from changes
    group by participation_id, fee_id, needed, min_hours, max_gap, day
), stretches as (
    select *, sum(breaks) over (partition by participation_id, fee_id order by start_date) as stretch
    from (
        select *, case when start_date - 1
            - lag(end_date) over (partition by participation_id, fee_id order by start_date) > max_gap
            then 1 else 0 end as breaks
        from levels
        where jobs > 0 and hours >= min_hours
    )
), counts as (
    select *, sum(end_date - start_date + 1) over (
        partition by participation_id, fee_id, stretch order by start_date
    ) as so_far
    from stretches
), earned as (
    select participation_id, fee_id, min(end_date - cast(so_far - needed as integer)) as earned_on
    from counts
    where so_far >= needed and so_far - (end_date - start_date + 1) < needed
    group by participation_id, fee_id
), lines as (
    select participation_id, fee_id, earned_on, position, cents
    from earned
    join belonging using (participation_id)
    join job_fees using (contract_id, fee_id)
    union all
    select
        participation_id, 'start' as fee_id, start_date as earned_on, 1 as position,
        case contract_id when 'valmennus-t1' then 20000 when 'valmennus-t2' then 25000 else 15000 end as cents
    from belonging
    union all
    select
        participation_id, 'plan' as fee_id, min(date) as earned_on, 2 as position,
        case contract_id when 'valmennus-t3' then 10000 else 15000 end as cents
    from belonging
    join milestones using (participation_id)
    where milestone = 'plan_accepted' and date between start_date and least(start_date + 30, last_day)
    group by participation_id, contract_id
), once as (
    select contract_id, person_id, lines.*, over_maximum
    from lines
    join belonging using (participation_id)
    qualify row_number() over (
        partition by contract_id, person_id, fee_id order by over_maximum, earned_on, participation_id
    ) = 1
), capped as (
    select *, greatest(least(
        cents, cap - sum(cents) over (
            partition by contract_id, person_id order by earned_on, position rows unbounded preceding
        ) + cents
    ), 0) as left_by_cap
    from once
    join terms using (contract_id)
    where not over_maximum
)
select
    contract_id, person_id, participation_id, fee_id, earned_on, cents as amount_cents,
    case when ceiling is null then left_by_cap else greatest(least(
        left_by_cap, ceiling - sum(left_by_cap) over (
            partition by contract_id order by earned_on, person_id, position rows unbounded preceding
        ) + left_by_cap
    ), 0) end as payable_cents
from capped
union all
select contract_id, person_id, participation_id, fee_id, earned_on, cents as amount_cents, 0 as payable_cents
from once
where over_maximum
