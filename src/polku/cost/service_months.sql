-- Each participation in each month in which it has a day, and where the client lived on its last day in the month. What
-- ends after $until is still going on.
with monthly as (
    select
        service_participations.*,
        month,
        greatest(start_date, month) as first_day,
        least(coalesce(end_date, $until), cost_months.last_day, $until) as last_day
    from service_participations
    join cost_months on start_date <= cost_months.last_day and (end_date is null or end_date >= month)
)
select
    participation_id,
    service_id,
    production,
    month,
    coalesce(monthly.person_id, monthly.employer_id) as client,
    coalesce(residences.municipality, employers.municipality) as municipality,
    monthly.start_date >= month as begins,
    monthly.first_day,
    monthly.last_day
from monthly
left join residences
    on residences.person_id = monthly.person_id
    and residences.start_date <= monthly.last_day
    and (residences.end_date is null or residences.end_date >= monthly.last_day)
left join employers on employers.employer_id = monthly.employer_id
