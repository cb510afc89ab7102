-- The sums by month, area and figure: all people, and those who are shown. Each area's people are counted anew, those
-- without a municipality in the country's.
select
    group_sums.month,
    counted_in.area,
    indicator_groups.figure,
    cast(sum(counted) as bigint) as counted,
    cast(sum(among) as bigint) as among,
    cast(sum(people) as bigint) as people,
    cast(sum(shown * counted) as bigint) as shown_counted,
    cast(sum(shown * among) as bigint) as shown_among,
    cast(sum(shown * people) as bigint) as shown_people
from group_sums
join indicator_groups
    on indicator_groups.indicator = group_sums.indicator and indicator_groups."group" = group_sums."group"
join counted_in on counted_in.municipality is not distinct from group_sums.municipality
    and counted_in.in_pilot = group_sums.in_pilot
    and counted_in.hidden = group_sums.hidden
group by group_sums.month, counted_in.area, indicator_groups.figure
