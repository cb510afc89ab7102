-- Each person's days and cents in months that no span of bracket_spans fills, by month, municipality, benefit and bracket:
-- half a cent up, once for each daily amount.
with parts as (
    select  -- up to the end of the month in which a span begins
        person_id,
        month,
        municipality,
        benefit,
        bracket,
        daily_cents,
        coalesce(daily_cents * rate_bp, 0) as daily_share,
        estimated,
        least(bracket_spans.past_k, share_weekdays.past_k) - bracket_spans.first_k as paid_days
    from bracket_spans
    join share_weekdays on share_weekdays.k = bracket_spans.first_k
    where bracket_spans.first_k > share_weekdays.first_k
    union all
    select  -- from the beginning of the month in which it ends
        person_id,
        month,
        municipality,
        benefit,
        bracket,
        daily_cents,
        coalesce(daily_cents * rate_bp, 0) as daily_share,
        estimated,
        bracket_spans.past_k - share_weekdays.first_k as paid_days
    from bracket_spans
    join share_weekdays on share_weekdays.k = bracket_spans.past_k - 1
    where bracket_spans.past_k < share_weekdays.past_k and bracket_spans.first_k <= share_weekdays.first_k
), amounts as (
    select
        person_id,
        month,
        municipality,
        benefit,
        bracket,
        sum(paid_days) as paid_days,
        (sum(paid_days * daily_share) + 5000) // 10000 as cents,
        bool_or(estimated) as estimated
    from parts
    group by person_id, month, municipality, benefit, bracket, daily_cents
)
select
    person_id,
    month,
    municipality,
    benefit,
    bracket,
    cast(sum(paid_days) as bigint) as days,
    cast(sum(cents) as bigint) as share_cents,
    bool_or(estimated) as estimated
from amounts
group by person_id, month, municipality, benefit, bracket
