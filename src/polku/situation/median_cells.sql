-- The medians by month, area and group: over units, the sum of what is observed of each; and their people. What is alike
-- is summed first, then counted in each area.
with amounts as (
    select indicator, month, municipality, in_pilot, hidden, "group", unit, sum(amount) as amount
    from observed
    group by indicator, month, municipality, in_pilot, hidden, "group", unit
), units as (
    select
        amounts.indicator,
        amounts.month,
        counted_in.area,
        amounts."group",
        amounts.unit,
        sum(amounts.amount) as amount,
        sum(case when counted_in.shown = 1 then amounts.amount end) as shown_amount
    from amounts
    join counted_in on counted_in.municipality is not distinct from amounts.municipality
        and counted_in.in_pilot = amounts.in_pilot
        and counted_in.hidden = amounts.hidden
    group by amounts.indicator, amounts.month, counted_in.area, amounts."group", amounts.unit
), medians as (
    select
        indicator,
        month,
        area,
        "group",
        cast(median(amount) as double) as value,
        cast(median(shown_amount) as double) as shown_value
    from units
    group by indicator, month, area, "group"
), persons as (
    select observed.indicator, observed.month, counted_in.area, observed."group", observed.person_id, counted_in.shown
    from observed
    join counted_in on counted_in.municipality is not distinct from observed.municipality
        and counted_in.in_pilot = observed.in_pilot
        and counted_in.hidden = observed.hidden
    group by observed.indicator, observed.month, counted_in.area, observed."group", observed.person_id, counted_in.shown
), people as (
    select indicator, month, area, "group", count(*) as people, sum(shown) as shown_people
    from persons
    group by indicator, month, area, "group"
)
select medians.*, people.people, people.shown_people
from medians
join people using (indicator, month, area, "group")
