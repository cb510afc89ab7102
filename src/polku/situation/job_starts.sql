-- People who were unemployed or in services on the day before an unsubsidised job, not own business, that starts in the
-- month; of several such jobs in a month the first.
select months.month, employment.person_id, min(employment.start_date) as day, 1 as counted
from employment
join months on employment.start_date between months.first_day and months.last_day
join status_runs as runs on runs.person_id = employment.person_id
    and runs.start_date < employment.start_date
    and (runs.end_date is null or runs.end_date >= employment.start_date - 1)
where not employment.subsidised and not employment.self_employed
group by months.month, employment.person_id
