-- Jobs that began after a participation and are its own: by attribution ("Whose job is it"), and not at a former
-- employer (rule 5); own business is never excluded by that.
with pairs as (
    select
        belonging.participation_id,
        belonging.terms_id,
        belonging.start_date as base,
        belonging.last_day,
        belonging.attribution,
        employment.employment_id,
        employment.person_id,
        employment.employer_id,
        employment.start_date,
        employment.end_date,
        coalesce(employment.weekly_hours, 0) as weekly_hours,
        employment.subsidised,
        employment.self_employed,
        employment.source,
        row_number() over (
            partition by employment.employment_id
            order by belonging.start_date desc, belonging.participation_id desc
        ) as nearness
    from belonging
    join employment on employment.person_id = belonging.person_id
    where employment.start_date > belonging.start_date and employment.start_date <= $until
), own as (
    select * from pairs where attribution = 'shared' or nearness = 1
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
