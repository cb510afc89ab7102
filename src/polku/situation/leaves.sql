-- For each employment area and pair of columns the municipality through which its count can move best; only of columns
-- in which a small count is still to be hidden.
with asked as (
    select distinct month, col from left_small
), best as (
    select
        below.month,
        below.parent as employment_area,
        below.pair,
        min((cast(10 - below.n - below.partner_n as bigint) * $prices + below.price) * $areas + below.area) as way
    from asked
    join pairs as below on below.month = asked.month and below.col = asked.col
    where below.area_kind = 'municipality'
    group by below.month, below.parent, below.pair
)
select
    best.month,
    best.employment_area,
    below.area as municipality,
    below.col,
    best.pair,
    below.n,
    below.partner_n,
    below.price + above.price as price
from best
join pairs as below
    on below.month = best.month and below.area = best.way % $areas and below.pair = best.pair
join pairs as above
    on above.month = best.month and above.area = best.employment_area and above.pair = best.pair
