-- For whom a client worked shortly before a participation began (rule 5): employers whose jobs and wages do not count for
-- it. Looked up in all rows, whatever their source, own business with an employer included.
select distinct belonging.participation_id, employment.employer_id
from belonging
join employment on employment.person_id = belonging.person_id
where belonging.former_employer_days > 0
    and employment.employer_id is not null
    and employment.start_date <= belonging.start_date
    and (
        employment.end_date is null
        or employment.end_date >= belonging.start_date - belonging.former_employer_days
    )
