-- What came of each participation by $until, by hand. Jobs are merged into islands of a person's days once, then each
-- participation sums what its windows share with them; a result needs islands of its own, of jobs begun after it.
with jobs as (
    select
        person_id,
        start_date,
        least(coalesce(end_date, $until), $until) as end_date,
        not coalesce(subsidised, false) and not coalesce(self_employed, false) as open_market
    from employment
    where start_date <= $until
), islands as (
    select person_id, min(start_date) as start_date, max(end_date) as end_date
    from (
        select *, sum(case when start_date <= before then 0 else 1 end) over (
            partition by person_id order by start_date, end_date rows unbounded preceding
        ) as island
        from (
            select *, max(end_date) over (
                partition by person_id order by start_date, end_date
                rows between unbounded preceding and 1 preceding
            ) as before
            from jobs
        )
    )
    group by person_id, island
), open_islands as (
    select person_id, min(start_date) as start_date, max(end_date) as end_date
    from (
        select *, sum(case when start_date <= before then 0 else 1 end) over (
            partition by person_id order by start_date, end_date rows unbounded preceding
        ) as island
        from (
            select *, max(end_date) over (
                partition by person_id order by start_date, end_date
                rows between unbounded preceding and 1 preceding
            ) as before
            from jobs
            where open_market
        )
    )
    group by person_id, island
), worked as (
    select
        participation_id,
        sum(greatest(least(islands.end_date, p.start_date + 90)
            - greatest(islands.start_date, p.start_date + 1) + 1, 0)) as days_90,
        sum(greatest(least(islands.end_date, p.start_date + 180)
            - greatest(islands.start_date, p.start_date + 1) + 1, 0)) as days_180,
        sum(greatest(least(islands.end_date, p.start_date + 365)
            - greatest(islands.start_date, p.start_date + 1) + 1, 0)) as days_365
    from participations as p
    join islands using (person_id)
    where islands.start_date <= p.start_date + 365 and islands.end_date > p.start_date
    group by participation_id
), open_worked as (
    select
        participation_id,
        sum(greatest(least(open_islands.end_date, p.start_date + 365)
            - greatest(open_islands.start_date, p.start_date + 1) + 1, 0)) as open_days_365
    from participations as p
    join open_islands using (person_id)
    where open_islands.start_date <= p.start_date + 365 and open_islands.end_date > p.start_date
    group by participation_id
), new_jobs as (
    select
        participation_id,
        jobs.start_date,
        least(jobs.end_date, p.start_date + 365) as end_date,
        max(least(jobs.end_date, p.start_date + 365)) over (
            partition by participation_id order by jobs.start_date, jobs.end_date
            rows between unbounded preceding and 1 preceding
        ) as before
    from participations as p
    join jobs using (person_id)
    where open_market and jobs.start_date > p.start_date and jobs.start_date <= p.start_date + 365
), new_days as (
    select
        participation_id,
        end_date,
        sum(end_date - greatest(start_date, coalesce(before + 1, start_date)) + 1) over (
            partition by participation_id order by start_date, end_date rows unbounded preceding
        ) as so_far
    from new_jobs
    where before is null or end_date > before
), results as (
    select participation_id, min(end_date - cast(so_far - 30 as integer)) as result_on
    from new_days
    where so_far >= 30
    group by participation_id
), firsts as (
    select participation_id, min(jobs.start_date) as first_job_on
    from participations as p
    join jobs using (person_id)
    where jobs.start_date > p.start_date
    group by participation_id
), studies as (
    select participation_id, min(education.start_date) as education_on
    from participations as p
    join education using (person_id)
    where education.start_date > p.start_date and education.start_date <= $until
    group by participation_id
)
select
    p.participation_id,
    p.person_id,
    p.service_id,
    p.provider_id,
    p.start_date,
    first_job_on,
    result_on,
    case when p.start_date + 90 <= $until then coalesce(days_90, 0) end as employed_days_90,
    case when p.start_date + 180 <= $until then coalesce(days_180, 0) end as employed_days_180,
    case when p.start_date + 365 <= $until then coalesce(days_365, 0) end as employed_days_365,
    case when p.start_date + 365 <= $until then coalesce(open_days_365, 0) end as open_market_days_365,
    education_on,
    case when p.start_date + 90 <= $until then coalesce(s90.status, 'none') end as status_90,
    case when p.start_date + 180 <= $until then coalesce(s180.status, 'none') end as status_180,
    case when p.start_date + 365 <= $until then coalesce(s365.status, 'none') end as status_365
from participations as p
left join firsts using (participation_id)
left join results using (participation_id)
left join worked using (participation_id)
left join open_worked using (participation_id)
left join studies using (participation_id)
left join statuses as s90 on s90.person_id = p.person_id
    and s90.start_date <= p.start_date + 90 and coalesce(s90.end_date, date '9999-12-31') >= p.start_date + 90
left join statuses as s180 on s180.person_id = p.person_id
    and s180.start_date <= p.start_date + 180 and coalesce(s180.end_date, date '9999-12-31') >= p.start_date + 180
left join statuses as s365 on s365.person_id = p.person_id
    and s365.start_date <= p.start_date + 365 and coalesce(s365.end_date, date '9999-12-31') >= p.start_date + 365
where p.start_date <= $until
