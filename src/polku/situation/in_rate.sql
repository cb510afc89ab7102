-- People in services on a count day and whether they count in the activation rate: by the kinds of the services that
-- they are in, where one is known; else by their status.
with known as (
    select months.month, participations.person_id, max(case when kind_flags.counts then 1 else 0 end) as counts
    from participations
    join months on participations.start_date <= months.count_day
        and (participations.end_date is null or participations.end_date >= months.count_day)
    join kind_flags on kind_flags.service_id = participations.service_id
        and kind_flags.valid_from <= months.count_day
        and (kind_flags.valid_to is null or kind_flags.valid_to >= months.count_day)
    group by months.month, participations.person_id
)
select
    now.month,
    now.person_id,
    coalesce(known.counts = 1, status_flags.counts, false) as in_rate
from on_count_day as now
left join known on known.month = now.month and known.person_id = now.person_id
left join status_flags on status_flags.status = now.status
    and status_flags.valid_from <= now.count_day
    and (status_flags.valid_to is null or status_flags.valid_to >= now.count_day)
where now.kind = 'services'
