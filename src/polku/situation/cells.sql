-- Every figure of the month: each indicator in each area and group, zero where nobody was counted. `counted` and `among`
-- stand behind the value; `shown_…` are the same without people whose place must not be told.
with grid as (
    select
        indicator_groups.indicator,
        indicator_groups.kind,
        areas.area_kind,
        areas.area,
        indicator_groups."group"
    from indicator_groups
    join areas on areas.area_kind <> 'pilot' or indicator_groups.of_clients
    where areas.month = $month
)
select
    grid.indicator,
    grid.area_kind,
    grid.area,
    grid."group",
    grid.kind,
    case when grid.kind <> 'median' then coalesce(sums.counted, 0) end as counted,
    case when grid.kind = 'share' then coalesce(sums.among, 0) end as among,
    coalesce(sums.people, medians.people, 0) as people,
    medians.value as median,
    case when grid.kind <> 'median' then coalesce(sums.shown_counted, 0) end as shown_counted,
    case when grid.kind = 'share' then coalesce(sums.shown_among, 0) end as shown_among,
    coalesce(sums.shown_people, medians.shown_people, 0) as shown_people,
    medians.shown_value as shown_median
from grid
left join area_sums as sums
    on sums.indicator = grid.indicator
    and sums.area_kind = grid.area_kind
    and sums.area = grid.area
    and sums."group" = grid."group"
left join median_cells as medians
    on medians.month = $month
    and medians.indicator = grid.indicator
    and medians.area_kind = grid.area_kind
    and medians.area = grid.area
    and medians."group" = grid."group"
