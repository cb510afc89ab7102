-- Two columns of one kind side by side in an area, at $depth of the columns' tree: what one loses the other can gain.
select
    one.measure,
    one.area_kind,
    one.area,
    one.parent,
    one.col,
    one.n,
    one.small,
    two.col as partner,
    two.n as partner_n,
    one.price + two.price as price
from guarded as one
join guarded as two
    on two.measure = one.measure
    and two.area_kind = one.area_kind
    and two.area = one.area
    and two.dim = one.dim
    and two.col <> one.col
where one.depth = $depth
