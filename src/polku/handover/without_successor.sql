-- Each person and company that no successor takes over, with the reason: clients, and whoever else has something open.
with others as (
    select distinct closing_cases.person_id, closing_cases.employer_id
    from closing_cases
    left join closing_clients on closing_clients.person_id = closing_cases.person_id
    where closing_cases.organiser is null and closing_clients.person_id is null
)
select
    person_id,
    cast(null as varchar) as employer_id,
    reason,
    missing,
    case when not protected then municipality end as municipality,
    protected as non_disclosure,
    true as client
from closing_clients
where reason is not null
union all
select
    others.person_id,
    others.employer_id,
    case when closing_places.municipality is null then 'no_residence' else 'no_successor' end as reason,
    cast(null as varchar) as missing,
    case when not closing_places.protected then closing_places.municipality end as municipality,
    coalesce(closing_places.protected, false) as non_disclosure,
    false as client
from others
left join closing_places
    on closing_places.subject = coalesce(others.person_id, others.employer_id)
    and closing_places.kind = case when others.person_id is null then 'employer' else 'person' end
