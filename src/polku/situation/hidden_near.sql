-- A municipality's small count hidden behind another municipality of its employment area: two columns in both. `width`:
-- how far the count can move without any published figure changing. Of all ways the one of five or more that costs least,
-- then the first by area and partner: the smallest `way`, whose digits tell them.
with ways as (
    select
        one.month,
        one.area,
        one.col,
        one.pair,
        other.area as other,
        least(one.n, other.partner_n) + least(one.partner_n, other.n) as width,
        one.price + other.price as price
    from small_cells as small
    join pairs as one on one.month = small.month and one.area = small.area and one.col = small.col
    join pairs as other
        on other.month = one.month and other.parent = one.parent and other.pair = one.pair and other.area <> one.area
    where small.area_kind = 'municipality'
), best as (
    select
        month,
        area,
        col,
        min(((cast(5 - least(width, 5) as bigint) * $prices + price) * $areas + other) * $pairs + pair) as way
    from ways
    where width > 0
    group by month, area, col
)
select month, area, col, (way // $pairs) % $areas as other, way % $pairs as pair
from best
