-- The small counts that no neighbour hides, each with the municipalities through which they can move.
select
    small.month,
    small.area,
    small.area_kind,
    small.col,
    leaves.employment_area,
    leaves.municipality,
    leaves.pair,
    leaves.n,
    leaves.partner_n,
    leaves.price
from left_small as small
join leaves on leaves.month = small.month and leaves.col = small.col
    and (small.area_kind = 'country' or leaves.employment_area = small.area)
join areas on areas.month = leaves.month and areas.number = leaves.employment_area
where small.area_kind = 'employment_area' or (small.area_kind = 'country' and areas.told)
union all
select
    small.month,
    small.area,
    small.area_kind,
    small.col,
    case when small.area_kind = 'municipality' then small.parent end as employment_area,
    case when small.area_kind = 'municipality' then small.area end as municipality,
    own.pair,
    own.n,
    own.partner_n,
    own.price
from left_small as small
join pairs as own on own.month = small.month and own.area = small.area and own.col = small.col
where small.area_kind in ('municipality', 'pilot', 'country')
