-- Days of each window as an unemployed jobseeker (02, 03), and as broadly unemployed: those and days in services (00, 07, 08).
with overlapping as (
    select
        windows.window_id,
        statuses.status in ('unemployed', 'laid_off') as unemployed,
        least(coalesce(statuses.end_date, windows.last_day), windows.last_day)
            - greatest(statuses.start_date, windows.first_day) + 1 as covered
    from windows
    join statuses
        on statuses.person_id = windows.person_id
        and statuses.start_date <= windows.last_day
        and (statuses.end_date is null or statuses.end_date >= windows.first_day)
    where statuses.status in ('unemployed', 'laid_off', 'subsidised', 'in_service', 'in_training')
)
select
    window_id,
    cast(sum(case when unemployed then covered else 0 end) as bigint) as unemployed_days,
    cast(sum(covered) as bigint) as broadly_unemployed_days
from overlapping
group by window_id
