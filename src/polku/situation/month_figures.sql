-- The figures of the months as they are and as they are shown, with the marks of the publishing door. A median is blanked
-- where it rests on 1 to 4 people; it cannot be computed from others.
with marked as (
    select distinct blanks.month, blanks.area, guards.figure
    from guards
    join blanks on blanks.col = guards.col
)
select
    cells.month,
    cells.area,
    cells.figure,
    case cells.kind
        when 'median' then median
        when 'share' then case when among > 0 then cast(100 * counted as double) / among end
        when 'cents' then cast(counted as double) / 100
        else cast(counted as double) end as value,
    case when cells.kind = 'share' then counted end as numerator,
    case when cells.kind = 'share' then among end as denominator,
    marked.area is not null
        or indicator_groups.withheld
        or (cells.kind = 'median' and (people between 1 and 4 or shown_people between 1 and 4)) as suppressed,
    case cells.kind
        when 'median' then shown_median
        when 'share' then case when shown_among > 0 then cast(100 * shown_counted as double) / shown_among end
        when 'cents' then cast(shown_counted as double) / 100
        else cast(shown_counted as double) end as shown_value,
    case when cells.kind = 'share' then shown_counted end as shown_numerator,
    case when cells.kind = 'share' then shown_among end as shown_denominator
from cells
join areas on areas.month = cells.month and areas.number = cells.area and areas.told
join indicator_groups on indicator_groups.figure = cells.figure
left join marked on marked.month = cells.month and marked.area = cells.area and marked.figure = cells.figure
