-- Participations by what work the person had on day start+90, +180 and +365, where that day has come by $until; the row of the total has no kind.
with days_after as (
    select participation_id, person_id, days, start_date + days as day
    from report_participations
    cross join (values (90), (180), (365)) as horizons(days)
    where person_id is not null and start_date + days <= cast($until as date)
), worked as (  -- jobs that cover the day, one's own business too
    select participation_id, days, bool_or(not employment.subsidised) as unsubsidised
    from days_after
    join employment on employment.person_id = days_after.person_id
        and days_after.day between employment.start_date and coalesce(employment.end_date, days_after.day)
    group by participation_id, days
), kinds as (
    select
        days_after.days,
        days_after.person_id,
        case when unsubsidised then 'open' when not unsubsidised then 'subsidised' else 'none' end as kind
    from days_after
    left join worked on worked.participation_id = days_after.participation_id and worked.days = days_after.days
)
select days, kind, count(*) as participations, count(distinct person_id) as persons
from kinds
group by grouping sets ((days, kind), (days))
