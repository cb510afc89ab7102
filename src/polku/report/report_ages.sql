-- People who belong by age group on the day.
select
    case
        when age < 25 then 'under-25'
        when age < 30 then '25-29'
        when age < 40 then '30-39'
        when age < 50 then '40-49'
        when age < 60 then '50-59'
        else '60-plus'
    end as key,
    count(*) as persons
from report_people
group by key
