-- The medians by area and group: over units (a participation, a coach), the sum of what is observed of each.
with units as (
    select
        indicator,
        month,
        area,
        "group",
        unit,
        sum(amount) as amount,
        sum(case when shown then amount end) as shown_amount
    from observations
    where area is not null and "group" is not null
    group by indicator, month, area, "group", unit
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
), people as (
    select
        indicator,
        month,
        area,
        "group",
        count(distinct person_id) as people,
        count(distinct case when shown then person_id end) as shown_people
    from observations
    where area is not null and "group" is not null
    group by indicator, month, area, "group"
)
select medians.*, people.people, people.shown_people
from medians
join people using (indicator, month, area, "group")
