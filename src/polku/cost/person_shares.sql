-- Each person's days and cents by month, municipality, benefit and bracket: half a cent up, once for each daily amount.
-- Of unpriced_days neither the row nor the law tells the amount; they cost 0.
with monthly as (
    select
        person_id,
        month,
        municipality,
        benefit,
        bracket,
        daily_cents,
        rate_bp,
        estimated,
        least(bracket_spans.past_k, share_months.past_k) - greatest(bracket_spans.first_k, share_months.first_k)
            as paid_days
    from bracket_spans
    join share_months
        on share_months.first_k < bracket_spans.past_k and share_months.past_k > bracket_spans.first_k
), amounts as (
    select
        person_id,
        month,
        municipality,
        benefit,
        bracket,
        sum(paid_days) as paid_days,
        case when daily_cents is null then sum(paid_days) else 0 end as unpriced_days,
        (coalesce(sum(cast(paid_days as bigint) * daily_cents * rate_bp), 0) + 5000) // 10000 as cents,
        bool_or(estimated) as estimated
    from monthly
    group by person_id, month, municipality, benefit, bracket, daily_cents
)
select
    person_id,
    month,
    municipality,
    benefit,
    bracket,
    cast(sum(paid_days) as bigint) as days,
    cast(sum(unpriced_days) as bigint) as unpriced_days,
    cast(sum(cents) as bigint) as share_cents,
    bool_or(estimated) as estimated
from amounts
group by person_id, month, municipality, benefit, bracket
