-- The counts that the publishing door guards, by month, area and column. A count is small when it, or the number of
-- people behind it, is 1 to 4. Each whole has a column for the rest of the world, behind which it can be hidden. `n` is
-- told up to 5, for no count needs more room to move; `price`: how many people are lost if the count is blank.
with counts as (
    select
        cells.month,
        cells.area,
        sources.col,
        sum(sources.of_counted * coalesce(cells.shown_counted, 0) + sources.of_among * coalesce(cells.shown_among, 0)
            + sources.of_people * cells.shown_people) as n,
        sum(sources.of_counted * coalesce(cells.counted, 0) + sources.of_among * coalesce(cells.among, 0)
            + sources.of_people * cells.people) as all_n,
        max(cells.shown_people) as people
    from guard_sources as sources
    join cells on cells.figure = sources.figure
    group by cells.month, cells.area, sources.col
), with_rest as (
    select month, area, col, n, (n > 0 and (n < 5 or people < 5)) or (all_n > 0 and all_n < 5) as small, false as is_rest
    from counts
    union all
    select counts.month, counts.area, columns.rest as col, 5 as n, false as small, true as is_rest
    from counts
    join guard_columns as columns on columns.col = counts.col
    where columns.rest is not null
)
select
    with_rest.month,
    with_rest.area,
    areas.area_kind,
    areas.parent,
    with_rest.col,
    cast(least(with_rest.n, 5) as integer) as n,
    with_rest.small,
    cast(case when with_rest.small or with_rest.is_rest then 0 else with_rest.n end as bigint) as price
from with_rest
join areas on areas.month = with_rest.month and areas.number = with_rest.area
