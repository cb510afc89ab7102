-- The figures of all months with the names of their indicators, areas and groups.
select
    groups.indicator,
    parts.month,
    names.area_kind,
    names.area,
    groups."group",
    parts.value,
    parts.numerator,
    parts.denominator,
    parts.suppressed,
    parts.shown_value,
    parts.shown_numerator,
    parts.shown_denominator
from $parts as parts
join indicator_groups as groups on groups.figure = parts.figure
join area_names as names on names.number = parts.area
