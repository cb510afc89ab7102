-- One row: how many people belong, are undecided, and began services, and how many services there were.
select
    (select count(*) from members) as members,
    (select count(*) from undecided) as undecided,
    count(*) as started,
    count(distinct subject) as started_subjects,
    count(distinct person_id) as started_persons
from report_participations
