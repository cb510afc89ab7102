-- Every cell that is blanked at this depth: the small ones and those that hide them, with all columns below each.
with ways as (
    select measure, 'municipality' as area_kind, area, col, partner from hidden_near
    union all
    select measure, 'municipality' as area_kind, other as area, col, partner from hidden_near
    union all
    select measure, 'municipality' as area_kind, municipality as area, col, partner from hidden_far
    union all
    select measure, 'municipality' as area_kind, other_municipality as area, col, partner from hidden_far
    union all
    select measure, 'employment_area' as area_kind, employment_area as area, col, partner from hidden_far
    union all
    select measure, 'employment_area' as area_kind, other_area as area, col, partner from hidden_far
    union all
    select measure, area_kind, area, col, partner from hidden_above
    union all
    select measure, 'municipality' as area_kind, municipality as area, col, partner from hidden_above
    union all
    select measure, 'employment_area' as area_kind, employment_area as area, col, partner from hidden_above
    union all
    select measure, 'country' as area_kind, 'FI' as area, col, partner from hidden_above where area_kind <> 'pilot'
), both_columns as (
    select measure, area_kind, area, col from ways
    union all
    select measure, area_kind, area, partner as col from ways
    union all
    select measure, area_kind, area, col from small_cells
)
select distinct both_columns.measure, both_columns.area_kind, both_columns.area, columns_below.below as col
from both_columns
join columns_below on columns_below.measure = both_columns.measure and columns_below.col = both_columns.col
where both_columns.area is not null
