-- Who began a service for the first time, and beside them people of the same municipalities who had not begun it: each of
-- those has a day 0 drawn from the days on which others began. All were broadly unemployed on the day before
-- day 0, and clients of the pilot where the facts tell who was.
with begun as (
    select study_services.study, participations.person_id, min(participations.start_date) as day0
    from participations
    join study_services on study_services.service_id = participations.service_id
    where participations.person_id is not null and not study_services.drawn
    group by study_services.study, participations.person_id
), starts as (
    select
        study,
        day0,
        row_number() over (partition by study order by day0, person_id) - 1 as place,
        count(*) over (partition by study) as many
    from begun
), people as (  -- a draw without chance: a large prime steps through the days, so that all of them come up alike
    select person_id, row_number() over (order by person_id) as place
    from (select distinct person_id from broad_spells) as ever
), studied as (
    select study, max(many) as many from starts group by study
), drawn_days as (
    select studied.study, people.person_id, starts.day0
    from people
    cross join studied
    join starts on starts.study = studied.study and starts.place = people.place * 1000003 % studied.many
), candidates as (
    select study, person_id, day0, true as treated from begun
    union all
    select drawn_days.study, drawn_days.person_id, drawn_days.day0, false as treated
    from drawn_days
    left join begun on begun.study = drawn_days.study and begun.person_id = drawn_days.person_id
    where begun.day0 is null or begun.day0 > drawn_days.day0
), members as (
    select person_id, start_date, end_date from enrolments where pilot_id = $pilot
    union all
    select distinct person_id, date '1900-01-01' as start_date, cast(null as date) as end_date
    from candidates
    where (select count(*) from enrolments where pilot_id = $pilot) = 0
)
select distinct candidates.study, candidates.person_id, candidates.day0, candidates.treated, '' as block
from candidates
join broad_spells
    on broad_spells.person_id = candidates.person_id
    and broad_spells.start_date < candidates.day0
    and (broad_spells.end_date is null or broad_spells.end_date >= candidates.day0 - 1)
join residences
    on residences.person_id = candidates.person_id
    and residences.start_date <= candidates.day0
    and (residences.end_date is null or residences.end_date >= candidates.day0)
join pilot_places on pilot_places.municipality = residences.municipality
join members
    on members.person_id = candidates.person_id
    and members.start_date <= candidates.day0
    and (members.end_date is null or members.end_date >= candidates.day0)
