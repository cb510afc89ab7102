-- Of each job search: the first interview held in it, the last interview or discussion held, and the next of each kind
-- that is planned.
select
    job_searches.person_id,
    min(case
        when contacts.kind = 'initial_interview' and contacts.held and contacts.date >= job_searches.began
        then contacts.date
    end) as interview_on,
    max(case
        when contacts.kind in ('initial_interview', 'job_search_discussion') and contacts.held then contacts.date
    end) as last_on,
    min(case
        when contacts.kind = 'initial_interview' and contacts.held is null and contacts.date >= $on then contacts.date
    end) as interview_planned,
    min(case
        when contacts.kind = 'job_search_discussion' and contacts.held is null and contacts.date >= $on
        then contacts.date
    end) as discussion_planned,
    min(case
        when contacts.kind = 'supplementary_discussion' and contacts.held is null and contacts.date >= $on
        then contacts.date
    end) as supplementary_planned
from job_searches
left join contacts on contacts.person_id = job_searches.person_id
    and contacts.date >= job_searches.search_from
    and (contacts.date <= $on or contacts.held is null)
group by job_searches.person_id
