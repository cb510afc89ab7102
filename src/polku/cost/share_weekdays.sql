-- The month of each weekday on which a span of bracket_spans begins or ends.
with known as (
    select first_k as k from bracket_spans
    union
    select past_k - 1 as k from bracket_spans
)
select k, month_number, month, first_k, past_k
from known
join share_months on k >= first_k and k < past_k
