-- What the medians are over, in each group in which it is asked for: a unit (a participation, a coach) and a person.
with asked as (
    select distinct indicator, case when "group" = 'all' then 'all' else substr("group", 1, position(':' in "group") - 1) end
        as dimension
    from indicator_groups
    where kind = 'median'
), grouped as (
    select
        placed.indicator,
        placed.month,
        placed.municipality,
        placed.in_pilot,
        placed.hidden,
        case asked.dimension
            when 'all' then 'all'
            when 'age' then 'age:' || placed.age
            when 'sex' then 'sex:' || placed.sex
            when 'language' then 'language:' || placed.language
            when 'education' then 'education:' || placed.education end as "group",
        placed.unit,
        placed.person_id,
        placed.amount
    from placed
    join asked on asked.indicator = placed.indicator
    where placed.unit is not null
)
select * from grouped where "group" is not null
