-- The wages of each window in cents: a month's wages lie evenly on its days, each month's part half a cent up.
with months as (
    select
        person_id,
        cents,
        month as first_day,
        date_diff('day', month, cast(month + interval 1 month as date)) as length
    from earnings
), parts as (
    select
        windows.window_id,
        months.cents,
        months.length,
        least(months.first_day + cast(months.length as integer) - 1, windows.last_day)
            - greatest(months.first_day, windows.first_day) + 1 as covered
    from windows
    join months
        on months.person_id = windows.person_id
        and months.first_day <= windows.last_day
        and months.first_day + cast(months.length as integer) > windows.first_day
)
select window_id, cast(sum((2 * cents * covered + length) // (2 * length)) as bigint) as cents
from parts
group by window_id
