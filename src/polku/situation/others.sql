-- The two best employment areas behind which a count of so many beside a partner of so many can be hidden: the second
-- for those who are in the first themselves. Nothing is hidden behind people of no area: who knows how many they are
-- would find it.
with asked as (
    select distinct month, pair, n, partner_n from left_over where area_kind in ('municipality', 'employment_area')
), ways as (
    select
        asked.*,
        leaves.employment_area,
        leaves.municipality,
        leaves.price,
        least(least(asked.n, leaves.partner_n) + least(asked.partner_n, leaves.n), 5) as width
    from asked
    join leaves on leaves.month = asked.month and leaves.pair = asked.pair
    join areas on areas.month = leaves.month and areas.number = leaves.employment_area and areas.told
), ranked as (
    select
        *,
        row_number() over (
            partition by month, pair, n, partner_n order by width desc, price, employment_area
        ) as place
    from ways
    where width > 0
)
select * from ranked where place <= 2
