-- One row for each person who belongs: age in full years on $on, and the municipality unless a non-disclosure order hides it.
select
    members.person_id,
    case when not coalesce(persons.non_disclosure, false) then members.municipality end as municipality,
    year(cast($on as date)) - year(persons.birth_date)
        - case
            when month(cast($on as date)) * 100 + day(cast($on as date))
                < month(persons.birth_date) * 100 + day(persons.birth_date) then 1
            else 0
        end as age,
    members.reasons
from members
join persons on persons.person_id = members.person_id
