-- The time on $on within which supplementary discussions are asked, and how many: after the interview, and in each
-- intensive period. Only where the process asks for them still on $on.
with values_on as (
    select law, value from process_values where first_day <= $on and (last_day is null or last_day >= $on)
), after_interview as (
    select
        held.person_id,
        held.interview_on as first_day,
        cast(held.interview_on + to_months(cast(months.value as integer)) as date) as last_day,
        counts.value as wanted,
        'supplementary_discussions' as law
    from held
    join values_on as counts on counts.law = 'supplementary_discussions'
    join values_on as months on months.law = 'supplementary_discussions_months'
    where held.interview_on is not null
), numbered as (  -- the latest intensive period that has begun: 1 after the first six months of search, and so on
    select
        searches.person_id,
        searches.search_from,
        every.value as every_months,
        length.value as months,
        counts.value as wanted,
        cast(floor(date_diff('month', searches.search_from, $on) / every.value) as integer) as turn
    from job_searches as searches
    join values_on as every on every.law = 'intensive_period_every_months'
    join values_on as length on length.law = 'intensive_period_months'
    join values_on as counts on counts.law = 'intensive_period_discussions'
), intensive as (
    select
        person_id,
        cast(search_from + to_months(cast(turn * every_months as integer)) as date) as first_day,
        cast(search_from + to_months(cast(turn * every_months + months as integer)) as date) as last_day,
        wanted,
        'intensive_period_discussions' as law
    from numbered
    where turn >= 1
), windows as (
    select person_id, first_day, last_day, wanted, law from after_interview
    union all
    select person_id, first_day, last_day, wanted, law from intensive
)
select
    windows.person_id,
    windows.first_day,
    windows.last_day,
    windows.law,
    windows.wanted - count(contacts.person_id) as wanted
from windows
left join contacts on contacts.person_id = windows.person_id
    and contacts.kind = 'supplementary_discussion'
    and contacts.held
    and contacts.date between windows.first_day and windows.last_day
    and contacts.date <= $on
where $on between windows.first_day and windows.last_day
group by windows.person_id, windows.first_day, windows.last_day, windows.law, windows.wanted
