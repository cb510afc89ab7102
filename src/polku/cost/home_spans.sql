-- Paid days with the municipality whose cost they are: of a payment the residence on the day it was paid, for all its
-- days; else the residence on each day.
select
    paid_spans.person_id,
    residences.municipality,
    benefit,
    daily_cents,
    first_number,
    first_k,
    past_k,
    shift,
    true as by_payment
from paid_spans
left join residences
    on residences.person_id = paid_spans.person_id
    and residences.start_date <= paid_spans.paid_on
    and (residences.end_date is null or residences.end_date >= paid_spans.paid_on)
where paid_on is not null
union all
select
    paid_spans.person_id,
    homes.municipality,
    benefit,
    daily_cents,
    first_number,
    greatest(paid_spans.first_k, coalesce(homes.first_k, 0)) as first_k,
    least(paid_spans.past_k, coalesce(homes.past_k, 999999)) as past_k,
    shift,
    false as by_payment
from paid_spans
left join homes on homes.person_id = paid_spans.person_id
where paid_on is null
    and greatest(paid_spans.first_k, coalesce(homes.first_k, 0))
        < least(paid_spans.past_k, coalesce(homes.past_k, 999999))
