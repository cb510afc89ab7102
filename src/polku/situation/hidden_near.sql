-- A municipality's small count hidden behind another municipality of its employment area: two columns in both. `width`:
-- how far the count can move without any published figure changing. Of all ways the one of five or more that costs least.
with ways as (
    select
        one.measure,
        one.area,
        one.col,
        one.partner,
        other.area as other,
        least(one.n, other.partner_n) + least(one.partner_n, other.n) as width,
        one.price + other.price as price
    from small_cells as small
    join pairs as one
        on one.measure = small.measure
        and one.area_kind = small.area_kind
        and one.area = small.area
        and one.col = small.col
    join pairs as other
        on other.measure = one.measure
        and other.area_kind = one.area_kind
        and other.parent = one.parent
        and other.col = one.col
        and other.partner = one.partner
        and other.area <> one.area
    where small.area_kind = 'municipality'
), ranked as (
    select
        *,
        row_number() over (
            partition by measure, area, col order by least(width, 5) desc, price, other, partner
        ) as place
    from ways
    where width > 0
)
select * from ranked where place = 1
