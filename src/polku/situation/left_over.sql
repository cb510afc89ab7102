-- The small counts that no neighbour hides, each with the municipalities through which they can move.
select
    small.measure,
    small.area_kind,
    small.area,
    leaves.employment_area,
    leaves.municipality,
    leaves.col,
    leaves.partner,
    leaves.n,
    leaves.partner_n,
    leaves.price
from left_small as small
join leaves on leaves.measure = small.measure and leaves.col = small.col
    and (small.area_kind = 'country' or leaves.employment_area = small.area)
where small.area_kind in ('employment_area', 'country')
union all
select
    small.measure,
    small.area_kind,
    small.area,
    one.parent as employment_area,
    one.area as municipality,
    one.col,
    one.partner,
    one.n,
    one.partner_n,
    one.price
from left_small as small
join pairs as one
    on one.measure = small.measure
    and one.area_kind = small.area_kind
    and one.area = small.area
    and one.col = small.col
where small.area_kind = 'municipality'
union all
select
    small.measure,
    small.area_kind,
    small.area,
    null as employment_area,
    null as municipality,
    one.col,
    one.partner,
    one.n,
    one.partner_n,
    one.price
from left_small as small
join pairs as one
    on one.measure = small.measure
    and one.area_kind = small.area_kind
    and one.area = small.area
    and one.col = small.col
where small.area_kind in ('pilot', 'country')
