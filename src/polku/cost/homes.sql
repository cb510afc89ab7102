-- Each person's municipality by weekday number from $since_k on without a gap: null where no residence covers the days.
with dated as (
    select
        person_id,
        municipality,
        date_diff('day', date '1900-01-01', start_date) as first_n,
        date_diff('day', date '1900-01-01', end_date) + 1 as past_n
    from residences
), known as (
    select
        person_id,
        municipality,
        cast(5 * (first_n // 7) + least(first_n % 7, 5) as integer) as first_k,
        cast(coalesce(5 * (past_n // 7) + least(past_n % 7, 5), 999999) as integer) as past_k
    from dated
), beside as (
    select person_id, past_k as first_k, lead(first_k, 1, 999999) over person as past_k
    from known
    window person as (partition by person_id order by first_k, past_k)
    union all
    select person_id, 0 as first_k, min(first_k) as past_k
    from known
    group by person_id
)
select person_id, municipality, first_k, past_k
from known
where first_k < past_k and past_k > $since_k
union all
select person_id, null as municipality, first_k, past_k
from beside
where first_k < past_k and past_k > $since_k
