-- Whoever is a jobseeker on $on: since when without a break (search_from), the day on which unemployment began it
-- (began; null when it began in a service), since when discussions are asked (asked_from; null when not on $on).
with rows_before as (  -- each status with the one that ended on the day before it
    select
        rows.person_id,
        rows.status,
        rows.start_date,
        rows.end_date,
        before.status as status_before
    from statuses as rows
    left join statuses as before on before.person_id = rows.person_id and before.end_date = rows.start_date - 1
    where rows.start_date <= $on
), current as (
    select person_id, status from rows_before
    where (end_date is null or end_date >= $on)
        and status in ('subsidised', 'unemployed', 'laid_off', 'reduced_hours', 'in_service', 'in_training')
), searches as (  -- the last day on which job search began anew, and on which discussions came to be asked
    select
        rows_before.person_id,
        max(case
            when rows_before.status in ('subsidised', 'unemployed', 'laid_off', 'reduced_hours', 'in_service', 'in_training')
                and coalesce(rows_before.status_before, 'none') not in
                    ('subsidised', 'unemployed', 'laid_off', 'reduced_hours', 'in_service', 'in_training')
            then rows_before.start_date
        end) as search_from,
        max(case
            when rows_before.status in ('unemployed', 'laid_off')
                and coalesce(rows_before.status_before, 'none') not in
                    ('subsidised', 'unemployed', 'laid_off', 'in_service', 'in_training')
            then rows_before.start_date
        end) as began,
        max(case
            when rows_before.status in ('subsidised', 'unemployed', 'laid_off', 'reduced_hours')
                and coalesce(rows_before.status_before, 'none') not in
                    ('subsidised', 'unemployed', 'laid_off', 'reduced_hours')
            then rows_before.start_date
        end) as asked_from
    from rows_before
    join current on current.person_id = rows_before.person_id
    group by rows_before.person_id
), known as (  -- what was before the first enrolment, nobody here has recorded
    select person_id, min(start_date) as known_from from enrolments group by person_id
)
select
    searches.person_id,
    searches.search_from,
    case when searches.began >= searches.search_from then searches.began end as began,
    case
        when current.status in ('subsidised', 'unemployed', 'laid_off', 'reduced_hours') then searches.asked_from
    end as asked_from,
    greatest(searches.search_from, coalesce(known.known_from, searches.search_from)) as known_from
from searches
join current on current.person_id = searches.person_id
left join known on known.person_id = searches.person_id
