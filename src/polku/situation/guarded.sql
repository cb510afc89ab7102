-- The counts that the publishing door guards, by measure, area and column. A count is small when it, or the number of
-- people behind it, is 1 to 4. `rest` stands for whatever else is in the area: an area's whole can be hidden behind it.
with counts as (
    select
        sources.measure,
        cells.area_kind,
        cells.area,
        sources.col,
        sum(sources.of_counted * coalesce(cells.shown_counted, 0) + sources.of_among * coalesce(cells.shown_among, 0)
            + sources.of_people * cells.shown_people) as n,
        sum(sources.of_counted * coalesce(cells.counted, 0) + sources.of_among * coalesce(cells.among, 0)
            + sources.of_people * cells.people) as all_n,
        max(cells.shown_people) as people
    from guard_sources as sources
    join cells on cells.indicator = sources.indicator and cells."group" = sources."group"
    group by sources.measure, cells.area_kind, cells.area, sources.col
), with_rest as (
    select *, (n > 0 and (n < 5 or people < 5)) or (all_n > 0 and all_n < 5) as small
    from counts
    union all
    select measure, area_kind, area, 'rest' as col, 1000000000 as n, 1000000000 as all_n, 1000000000 as people,
        false as small
    from counts
    where col = 'all'
)
select
    with_rest.measure,
    with_rest.area_kind,
    with_rest.area,
    areas.parent,
    with_rest.col,
    columns.dim,
    columns.depth,
    cast(with_rest.n as bigint) as n,
    with_rest.small,
    cast(case when with_rest.small or with_rest.col = 'rest' then 0 else with_rest.n end as bigint) as price
from with_rest
join guard_columns as columns on columns.measure = with_rest.measure and columns.col = with_rest.col
join areas on areas.area_kind = with_rest.area_kind and areas.area = with_rest.area and areas.month = $month
