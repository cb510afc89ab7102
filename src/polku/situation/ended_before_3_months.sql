-- The spells that started in the calendar month three months earlier; counted: those whose last day, where it is known,
-- came before the same day three months after the start (in a shorter month its last day).
select
    months.month,
    runs.person_id,
    runs.start_date as day,
    case when runs.end_date < cast(runs.start_date + interval 3 month as date) and runs.end_date < $facts_end
        then 1 else 0 end as counted
from status_runs as runs
join months on runs.start_date between cast(months.first_day - interval 3 month as date)
    and cast(months.first_day - interval 2 month as date) - 1
where runs.kind = 'unemployed'
