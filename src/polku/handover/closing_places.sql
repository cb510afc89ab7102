-- Where each person lives and each employer is on $on, and the successor that takes over there (none: null).
with places as (
    select
        'person' as kind,
        persons.person_id as subject,
        residences.municipality,
        coalesce(persons.non_disclosure, false) as protected
    from persons
    left join residences
        on residences.person_id = persons.person_id
        and residences.start_date <= $on
        and (residences.end_date is null or residences.end_date >= $on)
    union all
    select 'employer' as kind, employer_id as subject, municipality, false as protected from employers
)
select places.kind, places.subject, places.municipality, places.protected, heirs.organiser
from places
left join heirs on heirs.municipality = places.municipality
