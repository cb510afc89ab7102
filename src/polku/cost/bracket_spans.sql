-- Paid days cut where the law, its daily amount or the bracket changes. Days of a payment have the bracket of its first
-- paid day while the law says so, else each day its own.
with ruled as (
    select
        home_spans.*,
        bracket,
        past_bracket,
        rate_bp,
        bracket_of_first_day and by_payment as one_bracket,
        coalesce(home_spans.daily_cents, share_law.daily_cents) as paid_cents,
        share_law.first_k as law_first_k,
        share_law.past_k as law_past_k
    from home_spans
    join share_law
        on share_law.benefit = home_spans.benefit
        and share_law.first_k < home_spans.past_k
        and share_law.past_k > home_spans.first_k
), cut as (
    select
        *,
        greatest(first_k, law_first_k, case when one_bracket then first_k else bracket - shift end) as cut_first_k,
        least(past_k, law_past_k, case when one_bracket then past_k else past_bracket - shift end) as cut_past_k
    from ruled
    where not one_bracket or (first_number >= bracket and first_number < past_bracket)
)
select
    person_id,
    municipality,
    benefit,
    bracket,
    rate_bp,
    paid_cents as daily_cents,
    not by_payment as estimated,
    cut_first_k as first_k,
    cut_past_k as past_k
from cut
where cut_first_k < cut_past_k
