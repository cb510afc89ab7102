-- What is to be done for each client: the interview of the job search; when it has been held, or is not asked, the next
-- discussion and the supplementary ones.
with interviews as (
    select
        searches.person_id,
        'initial_interview' as duty,
        searches.began as since,
        deadlines.last_day as due_on,
        cast(1 as bigint) as wanted,
        held.interview_planned as planned_on,
        'initial_interview_working_days' as law,
        searches.began as law_on
    from job_searches as searches
    join held on held.person_id = searches.person_id
    join interview_deadlines as deadlines on deadlines.day = searches.began
    where held.interview_on is null and searches.began >= searches.known_from
), discussing as (  -- the interview is not in the way, and the status asks for discussions
    select
        searches.person_id,
        searches.asked_from,
        coalesce(held.last_on, searches.known_from) as since,
        held.discussion_planned,
        held.supplementary_planned
    from job_searches as searches
    join held on held.person_id = searches.person_id
    left join interviews on interviews.person_id = searches.person_id
    where searches.asked_from is not null and interviews.person_id is null
), discussions as (
    select
        discussing.person_id,
        'job_search_discussion' as duty,
        discussing.since,
        greatest(
            cast(discussing.since + to_months(cast(months.value as integer)) as date), discussing.asked_from
        ) as due_on,
        cast(1 as bigint) as wanted,
        discussing.discussion_planned as planned_on,
        'job_search_discussion_months' as law,
        $on as law_on
    from discussing
    join process_values as months on months.law = 'job_search_discussion_months'
        and months.first_day <= $on
        and (months.last_day is null or months.last_day >= $on)
), supplementary as (
    select
        windows.person_id,
        'supplementary_discussion' as duty,
        windows.first_day as since,
        windows.last_day as due_on,
        windows.wanted,
        discussing.supplementary_planned as planned_on,
        windows.law,
        $on as law_on
    from discussion_windows as windows
    join discussing on discussing.person_id = windows.person_id
    where windows.wanted > 0
), everything as (
    select person_id, duty, since, due_on, wanted, planned_on, law, law_on from interviews
    union all
    select person_id, duty, since, due_on, wanted, planned_on, law, law_on from discussions
    union all
    select person_id, duty, since, due_on, wanted, planned_on, law, law_on from supplementary
)
select person_id, duty, since, due_on, wanted, planned_on, law, cast(law_on as date) as law_on from everything
