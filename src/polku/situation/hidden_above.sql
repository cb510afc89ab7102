-- A small count that nothing beside it hides: two columns from a municipality up to the country.
with ways as (
    select
        own.*,
        row_number() over (
            partition by own.month, own.area, own.col
            order by
                case when own.municipality is null then 1 else 0 end,
                least(own.n + own.partner_n, 5) desc, own.price, own.municipality, own.pair
        ) as best
    from left_over as own
    left join hidden_far as far on far.month = own.month and far.area = own.area and far.col = own.col
    where far.area is null
)
select month, area, area_kind, col, pair, employment_area, municipality
from ways
where best = 1
