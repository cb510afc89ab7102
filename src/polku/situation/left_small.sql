-- The small counts that no neighbour hides.
select small.*
from small_cells as small
left join hidden_near as near
    on near.measure = small.measure
    and near.area = small.area
    and near.col = small.col
    and small.area_kind = 'municipality'
where near.area is null
