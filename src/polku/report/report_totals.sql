-- One row: how many people belong, are undecided, and began services, how many services there were, and whether the facts know jobs and studies at all.
select
    (select count(*) from members) as members,
    (select count(*) from undecided) as undecided,
    count(*) as started,
    count(distinct subject) as started_subjects,
    count(distinct person_id) as started_persons,
    (select count(*) > 0 from employment) as jobs_known,
    (select count(*) > 0 from education) as studies_known
from report_participations
