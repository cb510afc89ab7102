-- People in services on $day and whether they count in the activation rate: by the kinds of the services that they are
-- in, where one is known; else by their status.
with known as (
    select participations.person_id, max(case when kind_flags.counts then 1 else 0 end) as counts
    from participations
    join kind_flags using (service_id)
    where participations.start_date <= $day
        and (participations.end_date is null or participations.end_date >= $day)
        and kind_flags.valid_from <= $day
        and (kind_flags.valid_to is null or kind_flags.valid_to >= $day)
    group by participations.person_id
)
select
    persons_at.person_id,
    coalesce(known.counts = 1, status_flags.counts, false) as in_rate
from persons_at
left join known on known.person_id = persons_at.person_id
left join status_flags on status_flags.status = persons_at.status
    and status_flags.valid_from <= $day
    and (status_flags.valid_to is null or status_flags.valid_to >= $day)
where persons_at.in_services
