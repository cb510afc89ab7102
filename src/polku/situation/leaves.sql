-- For each employment area and pair of columns the municipality through which its count can move best; only of columns
-- in which a small count is still to be hidden.
with asked as (
    select distinct measure, col from left_small
), ranked as (
    select
        below.measure,
        below.parent as employment_area,
        below.area as municipality,
        below.col,
        below.partner,
        below.n,
        below.partner_n,
        below.price + above.price as price,
        row_number() over (
            partition by below.measure, below.parent, below.col, below.partner
            order by least(below.n, 5) + least(below.partner_n, 5) desc, below.price, below.area
        ) as place
    from asked
    join pairs as below on below.measure = asked.measure and below.col = asked.col
    join pairs as above
        on above.measure = below.measure
        and above.area_kind = 'employment_area'
        and above.area = below.parent
        and above.col = below.col
        and above.partner = below.partner
    where below.area_kind = 'municipality'
)
select * from ranked where place = 1
