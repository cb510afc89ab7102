-- Spans of bracket_spans by the months that they fill from the first weekday to the last: those from whole_from up to
-- whole_past, as numbers of share_months. A person has no other paid days in such a month.
with spans as (
    select
        bracket_spans.*,
        coalesce(daily_cents * rate_bp, 0) as daily_share,
        begins.month_number + case when bracket_spans.first_k > begins.first_k then 1 else 0 end as whole_from,
        ends.month_number + case when bracket_spans.past_k = ends.past_k then 1 else 0 end as whole_past
    from bracket_spans
    join share_weekdays as begins on begins.k = bracket_spans.first_k
    join share_weekdays as ends on ends.k = bracket_spans.past_k - 1
)
select person_id, municipality, benefit, bracket, daily_share, estimated, whole_from, whole_past
from spans
where whole_from < whole_past
