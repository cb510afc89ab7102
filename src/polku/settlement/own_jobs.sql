-- Jobs that began after a participation and are its own: by attribution ("Whose job is it"), and not at a former
-- employer (rule 5); own business is never excluded by that.
with followed as (
    select
        participation_id,
        terms_id,
        person_id,
        start_date,
        last_day,
        attribution,
        -- A job that began after this day has a later participation, or one as late with a greater id.
        lead(start_date) over (partition by person_id order by start_date, participation_id) as next_start
    from belonging
    where person_id is not null
), own as (
    select
        followed.participation_id,
        followed.terms_id,
        followed.start_date as base,
        followed.last_day,
        employment.employment_id,
        employment.employer_id,
        employment.start_date,
        employment.end_date,
        coalesce(employment.weekly_hours, 0) as weekly_hours,
        employment.subsidised,
        employment.self_employed,
        employment.source
    from followed
    join employment on employment.person_id = followed.person_id
    where employment.start_date > followed.start_date
        and employment.start_date <= $until
        and (
            followed.attribution = 'shared'
            or followed.next_start is null
            or employment.start_date <= followed.next_start
        )
)
select
    own.participation_id,
    own.terms_id,
    own.base,
    own.last_day,
    own.employment_id,
    own.start_date,
    own.end_date,
    own.weekly_hours,
    own.subsidised,
    own.self_employed,
    contract_sources.source is not null as accepted
from own
left join former_employers as former
    on former.participation_id = own.participation_id
    and former.employer_id = own.employer_id
    and not own.self_employed
left join contract_sources on contract_sources.terms_id = own.terms_id and contract_sources.source = own.source
where former.participation_id is null
