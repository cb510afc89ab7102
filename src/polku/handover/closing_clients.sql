-- Each client of the pilot once: with the successor, or with the reason why there is none.
select
    pilot_clients.person_id,
    closing_places.municipality,
    closing_places.protected,
    closing_places.organiser,
    nullif(pilot_clients.missing, '') as missing,
    case
        when closing_places.municipality is null then 'no_residence'
        when pilot_clients.missing <> '' then 'undecided'
        when closing_places.organiser is null then 'no_successor'
    end as reason
from pilot_clients
join closing_places on closing_places.kind = 'person' and closing_places.subject = pilot_clients.person_id
