-- The sums by month, area and figure: all people, and those who are shown (outside the country's figures nobody under a
-- non-disclosure order is). Each area's people are counted anew, those without a municipality in the country's.
with placed_sums as (
    select
        indicator_groups.figure,
        case levels.area_kind
            when 'municipality' then area_of.number
            when 'employment_area' then area_of.employment_area
            when 'pilot' then case when in_pilot then levels.number end
            else levels.number end as area,
        case when levels.area_kind = 'country' or not hidden then 1 else 0 end as shown,
        group_sums.*
    from group_sums
    join indicator_groups
        on indicator_groups.indicator = group_sums.indicator and indicator_groups."group" = group_sums."group"
    cross join levels
    left join area_of on area_of.municipality = group_sums.municipality
)
select
    month,
    area,
    figure,
    cast(sum(counted) as bigint) as counted,
    cast(sum(among) as bigint) as among,
    cast(sum(people) as bigint) as people,
    cast(sum(shown * counted) as bigint) as shown_counted,
    cast(sum(shown * among) as bigint) as shown_among,
    cast(sum(shown * people) as bigint) as shown_people
from placed_sums
where area is not null
group by month, area, figure
