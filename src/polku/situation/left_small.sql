-- The small counts that no neighbour hides.
select small.*
from small_cells as small
left join hidden_near as near on near.month = small.month and near.area = small.area and near.col = small.col
where near.area is null
