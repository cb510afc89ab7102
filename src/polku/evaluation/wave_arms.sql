-- The arms of a staggered experiment by municipality, as its assignments tell them: where people lived when they were drawn.
select distinct residences.municipality, assignments.arm
from assignments
join residences
    on residences.person_id = assignments.person_id
    and residences.start_date <= assignments.date
    and (residences.end_date is null or residences.end_date >= assignments.date)
where assignments.experiment_id = $experiment and residences.municipality is not null
