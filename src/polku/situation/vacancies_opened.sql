-- Positions (unknown = 1) of vacancies opened in the month, by the vacancy's municipality, else the employer's.
select
    months.month,
    coalesce(vacancies.municipality, employers.municipality) as code,
    sum(coalesce(vacancies.positions, 1)) as counted
from vacancies
join months on vacancies.opened_on between months.first_day and months.last_day
left join employers on employers.employer_id = vacancies.employer_id
group by months.month, coalesce(vacancies.municipality, employers.municipality)
