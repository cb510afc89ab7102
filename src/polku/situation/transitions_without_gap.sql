-- Participations that ended in the month for a reason other than job or education; counted: another participation of
-- the person covers a day of the next 14. Without those whose 14 days are not over on $facts_end.
with ended as (
    select months.month, participation_id, person_id, end_date as day
    from participations
    join months on participations.end_date between months.first_day and months.last_day
    where person_id is not null
        and coalesce(end_reason, 'other') not in ('job', 'education')
        and end_date + 14 <= $facts_end
)
select
    ended.month,
    ended.person_id,
    ended.day,
    max(case when follower.participation_id is null then 0 else 1 end) as counted
from ended
left join participations as follower on follower.person_id = ended.person_id
    and follower.participation_id <> ended.participation_id
    and follower.start_date <= ended.day + 14
    and (follower.end_date is null or follower.end_date > ended.day)
group by ended.month, ended.participation_id, ended.person_id, ended.day
