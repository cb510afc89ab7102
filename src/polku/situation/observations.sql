-- The placed events of the medians in each area and group in which they count, of all months.
with asked as (
    select distinct indicator, case when "group" = 'all' then 'all' else substr("group", 1, position(':' in "group") - 1) end
        as dimension
    from indicator_groups
    where kind = 'median'
)
select
    placed.indicator,
    placed.month,
    case levels.area_kind
        when 'municipality' then area_of.number
        when 'employment_area' then area_of.employment_area
        when 'pilot' then case when placed.in_pilot then levels.number end
        else levels.number end as area,
    case asked.dimension
        when 'all' then 'all'
        when 'age' then 'age:' || placed.age
        when 'sex' then 'sex:' || placed.sex
        when 'language' then 'language:' || placed.language
        when 'education' then 'education:' || placed.education end as "group",
    placed.unit,
    placed.person_id,
    placed.amount,
    levels.area_kind = 'country' or not placed.hidden as shown
from placed
cross join levels
join asked on asked.indicator = placed.indicator
left join area_of on area_of.municipality = placed.municipality
where placed.unit is not null
