-- Jobs that began after a participation and are its own: by attribution ("Whose job is it"), and not at a former
-- employer (rule 5). Former employers are looked up in all rows, whatever their source.
with pairs as (
    select
        belonging.participation_id,
        belonging.contract_id,
        belonging.start_date as base,
        belonging.last_day,
        belonging.attribution,
        belonging.former_employer_days,
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
), former as (
    select distinct own.participation_id, own.employment_id
    from own
    join employment as earlier
        on earlier.person_id = own.person_id
        and earlier.employer_id = own.employer_id
        and earlier.start_date <= own.base
        and (earlier.end_date is null or earlier.end_date >= own.base - own.former_employer_days)
    where own.former_employer_days > 0 and not own.self_employed
)
select
    own.participation_id,
    own.contract_id,
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
left join former on former.participation_id = own.participation_id and former.employment_id = own.employment_id
left join contract_sources on contract_sources.contract_id = own.contract_id and contract_sources.source = own.source
where former.employment_id is null
