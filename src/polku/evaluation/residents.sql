-- Everyone who was broadly unemployed on the day before the pilot took over: residents of its municipalities, and beside
-- them those of all other municipalities in the facts.
select
    study_areas.study,
    broad_spells.person_id,
    study_areas.day0,
    pilot_places.municipality is not null as treated,
    '' as block
from study_areas
join broad_spells
    on broad_spells.start_date < study_areas.day0
    and (broad_spells.end_date is null or broad_spells.end_date >= study_areas.day0 - 1)
join residences
    on residences.person_id = broad_spells.person_id
    and residences.start_date <= study_areas.day0
    and (residences.end_date is null or residences.end_date >= study_areas.day0)
left join pilot_places on pilot_places.municipality = residences.municipality
