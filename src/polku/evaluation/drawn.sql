-- Whom a draw put into the arms of a study: a person's first assignment in the experiment, with its day and block.
with firsts as (
    select
        person_id,
        experiment_id,
        arm,
        date as day0,
        block,
        row_number() over (partition by experiment_id, person_id order by date, arm) as place
    from assignments
)
select
    study_arms.study,
    firsts.person_id,
    firsts.day0,
    study_arms.treated,
    coalesce(firsts.block, '') as block
from firsts
join study_arms on study_arms.experiment_id = firsts.experiment_id and study_arms.arm = firsts.arm
where firsts.place = 1
