-- Every participation of a person with a producer, as one more study: day 0 is its first day, the block its id.
select
    'producers' as study,
    person_id,
    start_date as day0,
    true as treated,
    participation_id as block
from participations
where person_id is not null and provider_id is not null
