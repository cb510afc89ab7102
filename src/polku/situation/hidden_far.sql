-- A small count hidden behind another employment area: two columns in both, and in a municipality of each.
with ways as (
    select
        own.*,
        others.employment_area as other_area,
        others.municipality as other_municipality,
        row_number() over (
            partition by own.month, own.area, own.col
            order by others.width desc, own.price + others.price, others.employment_area, own.pair
        ) as best
    from left_over as own
    join others on others.month = own.month
        and others.pair = own.pair
        and others.n = own.n
        and others.partner_n = own.partner_n
        and others.employment_area <> own.employment_area
    where own.area_kind in ('municipality', 'employment_area')
)
select month, area, col, pair, employment_area, municipality, other_area, other_municipality
from ways
where best = 1
