-- Each person's days and cents by month, municipality, benefit and bracket: of months that one span fills, where the
-- person has no other paid days, and of the rest.
select
    person_id,
    month,
    municipality,
    benefit,
    bracket,
    cast(past_k - first_k as bigint) as days,
    cast(((past_k - first_k) * daily_share + 5000) // 10000 as bigint) as share_cents,
    estimated
from whole_months
join share_months on month_number >= whole_from and month_number < whole_past
union all
select person_id, month, municipality, benefit, bracket, days, share_cents, estimated
from part_months
