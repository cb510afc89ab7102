-- What fell due by the month in which it was earned, in cents, and on how many clients it rests.
select
    cast(date_trunc('month', earned_on) as date) as key,
    cast(sum(payable_cents) as bigint) as cents,
    count(distinct coalesce(person_id, subject)) as clients
from fee_lines
where payable_cents > 0
group by key
