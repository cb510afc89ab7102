-- Jobseekings that started in the month; counted: with an initial interview held by the law's deadline. Without those
-- whose deadline is not over on $facts_end.
with jobseekings as (  -- status 02 or 03 after none of 00, 02, 03, 07, 08
    select months.month, runs.person_id, runs.start_date as day
    from status_runs as runs
    join months on runs.start_date between months.first_day and months.last_day
    left join status_runs as before on before.person_id = runs.person_id
        and before.kind = 'services'
        and before.end_date = runs.start_date - 1
    where runs.kind = 'unemployed' and before.person_id is null
), interviews as (
    select distinct person_id, date from contacts where kind = 'initial_interview' and held
)
select
    jobseekings.month,
    jobseekings.person_id,
    jobseekings.day,
    max(case when interviews.date is null then 0 else 1 end) as counted
from jobseekings
join interview_deadlines as deadlines on deadlines.day = jobseekings.day
left join interviews on interviews.person_id = jobseekings.person_id
    and interviews.date between jobseekings.day and deadlines.last_day
where deadlines.last_day <= $facts_end
group by jobseekings.month, jobseekings.person_id, jobseekings.day
