-- A small count hidden behind another employment area: two columns in both, and in a municipality of each.
with ways as (
    select
        own.measure,
        own.area_kind,
        own.area,
        own.col,
        own.partner,
        own.employment_area,
        own.municipality,
        other.employment_area as other_area,
        other.municipality as other_municipality,
        least(own.n, other.partner_n) + least(own.partner_n, other.n) as width,
        own.price + other.price as price
    from left_over as own
    join leaves as other
        on other.measure = own.measure
        and other.col = own.col
        and other.partner = own.partner
        and other.employment_area <> own.employment_area
    where own.area_kind in ('municipality', 'employment_area')
), ranked as (
    select
        *,
        row_number() over (
            partition by measure, area_kind, area, col order by least(width, 5) desc, price, other_area, partner
        ) as place
    from ways
    where width > 0
)
select * from ranked where place = 1
