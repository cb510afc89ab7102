-- Events that are alike, by indicator and month: `counted` of them among all, and their people, each once a month.
with ranked as (
    select
        *,
        row_number() over (partition by indicator, month, person_id order by day, counted) as place
    from placed
    where unit is null
)
select
    indicator,
    month,
    municipality,
    in_pilot,
    hidden,
    age,
    sex,
    language,
    education,
    sum(case when place = 1 then 1 else 0 end) as people,
    sum(counted) as counted,
    count(*) as among
from ranked
group by indicator, month, municipality, in_pilot, hidden, age, sex, language, education
