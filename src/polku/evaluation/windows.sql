-- Three windows of each length for each person of a study: `after` day 0, as long a time `before` it, and one `earlier`
-- still. Only where the window after day 0 is over by $until.
with lengths as (
    select subjects.subject_id, person_id, day0, study_lengths.days
    from subjects
    join study_lengths on study_lengths.study = subjects.study
    where day0 + study_lengths.days <= $until
), each_role as (
    select *, 'after' as role, day0 + 1 as first_day, day0 + days as last_day from lengths
    union all
    select *, 'before' as role, day0 - days as first_day, day0 - 1 as last_day from lengths
    union all
    select *, 'earlier' as role, day0 - 2 * days as first_day, day0 - days - 1 as last_day from lengths
)
select
    cast(row_number() over (order by subject_id, days, role) as bigint) as window_id,
    person_id,
    first_day,
    last_day,
    subject_id,
    days,
    role
from each_role
