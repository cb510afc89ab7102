-- Every cell that is blanked at this depth: the small ones and those that hide them, with all columns below each.
with ways as (
    select month, area, pair from hidden_near
    union all
    select month, other as area, pair from hidden_near
    union all
    select month, municipality as area, pair from hidden_far
    union all
    select month, other_municipality as area, pair from hidden_far
    union all
    select month, employment_area as area, pair from hidden_far
    union all
    select month, other_area as area, pair from hidden_far
    union all
    select month, area, pair from hidden_above
    union all
    select month, municipality as area, pair from hidden_above
    union all
    select month, employment_area as area, pair from hidden_above
    union all
    select above.month, areas.number as area, above.pair
    from hidden_above as above
    join areas on areas.month = above.month and areas.area_kind = 'country'
    where above.area_kind <> 'pilot'
), both_columns as (
    select ways.month, ways.area, column_pairs.col
    from ways
    join column_pairs on column_pairs.pair = ways.pair
    union all
    select ways.month, ways.area, column_pairs.partner as col
    from ways
    join column_pairs on column_pairs.pair = ways.pair
    union all
    select month, area, col from small_cells
)
select distinct both_columns.month, both_columns.area, columns_below.below as col
from both_columns
join columns_below on columns_below.col = both_columns.col
where both_columns.area is not null
