-- The people who are paid on the last day, by municipality, benefit and running number.
with going_on as (
    select
        numbered_rows.person_id,
        numbered_rows.benefit,
        paid_before + paid_days as number,
        row_number() over (partition by numbered_rows.person_id order by numbered_rows.start_date desc) as newest
    from numbered_rows
    join benefits
        on benefits.person_id = numbered_rows.person_id and benefits.start_date = numbered_rows.start_date
    where end_date is null
        or end_date >= $until
        or (numbered_rows.paid_on is not null and past_k + $gap >= $past_k)
)
select municipality, benefit, number, count(*) as people
from going_on
left join residences
    on residences.person_id = going_on.person_id
    and residences.start_date <= $until
    and (residences.end_date is null or residences.end_date >= $until)
where newest = 1
group by municipality, benefit, number
