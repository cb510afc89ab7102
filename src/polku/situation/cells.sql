-- Every figure of the months: each indicator and group in each area, zero where nobody was counted. `counted` and
-- `among` stand behind the value; `shown_…` are the same without people whose place must not be told.
with grid as (
    select areas.month, areas.number as area, indicator_groups.*
    from indicator_groups
    join areas on areas.area_kind <> 'pilot' or indicator_groups.of_clients
    join months on months.month = areas.month
), numbered_medians as (
    select median_cells.*, indicator_groups.figure
    from median_cells
    join indicator_groups
        on indicator_groups.indicator = median_cells.indicator and indicator_groups."group" = median_cells."group"
)
select
    grid.month,
    grid.area,
    grid.figure,
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
    on sums.month = grid.month and sums.area = grid.area and sums.figure = grid.figure
left join numbered_medians as medians
    on medians.month = grid.month and medians.area = grid.area and medians.figure = grid.figure
