-- The cases summed by month, municipality and group. A case is in one group of each kind, or in none.
with grouped as (
    select
        cases.*,
        case dimensions.dimension
            when 'all' then 'all'
            when 'age' then 'age:' || age
            when 'sex' then 'sex:' || sex
            when 'language' then 'language:' || language
            when 'education' then 'education:' || education
            when 'duration' then 'duration:' || duration end as "group"
    from cases
    cross join dimensions
)
select
    indicator,
    month,
    municipality,
    in_pilot,
    hidden,
    "group",
    sum(people) as people,
    sum(counted) as counted,
    sum(among) as among
from grouped
where "group" is not null
group by indicator, month, municipality, in_pilot, hidden, "group"
