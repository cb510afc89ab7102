-- Positions (unknown = 1) of vacancies open on any day of the month, by the vacancy's municipality, else the employer's.
select
    months.month,
    coalesce(vacancies.municipality, employers.municipality) as code,
    sum(coalesce(vacancies.positions, 1)) as counted
from vacancies
join months on vacancies.opened_on <= months.last_day
    and (vacancies.closed_on is null or vacancies.closed_on >= months.first_day)
left join employers on employers.employer_id = vacancies.employer_id
group by months.month, coalesce(vacancies.municipality, employers.municipality)
