-- The sums of a month by area and group: all people, and those who are shown (outside the country's figures nobody
-- under a non-disclosure order is). Each area's people are counted anew, those without a municipality in the country's.
with placed_sums as (
    select
        levels.area_kind,
        case levels.area_kind
            when 'municipality' then group_sums.municipality
            when 'employment_area' then area_of.employment_area
            when 'pilot' then case when in_pilot then $pilot end
            else 'FI' end as area,
        case when levels.area_kind = 'country' or not hidden then 1 else 0 end as shown,
        group_sums.*
    from group_sums
    cross join levels
    left join area_of on area_of.municipality = group_sums.municipality
)
select
    indicator,
    area_kind,
    area,
    "group",
    cast(sum(counted) as bigint) as counted,
    cast(sum(among) as bigint) as among,
    cast(sum(people) as bigint) as people,
    cast(sum(shown * counted) as bigint) as shown_counted,
    cast(sum(shown * among) as bigint) as shown_among,
    cast(sum(shown * people) as bigint) as shown_people
from placed_sums
where area is not null
group by indicator, area_kind, area, "group"
