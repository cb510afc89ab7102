-- Two columns of one kind side by side in an area, at $depth of the columns' tree: what one loses the other can gain.
select
    one.month,
    one.area,
    one.area_kind,
    one.parent,
    one.col,
    column_pairs.pair,
    one.n,
    two.n as partner_n,
    one.price + two.price as price
from guarded as one
join column_pairs on column_pairs.col = one.col
join guarded as two on two.month = one.month and two.area = one.area and two.col = column_pairs.partner
where column_pairs.depth = $depth
