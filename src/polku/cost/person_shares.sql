-- Each person's days and cents by month, municipality, benefit and bracket: half a cent up, once for each daily amount.
-- A month that one span fills has no other paid days of the person; only the rest is added up.
with monthly as (
    select
        person_id,
        month,
        municipality,
        benefit,
        bracket,
        daily_cents,
        estimated,
        least(bracket_spans.past_k, share_months.past_k) - greatest(bracket_spans.first_k, share_months.first_k)
            as paid_days,
        coalesce(daily_cents * rate_bp, 0) as daily_share,
        bracket_spans.first_k <= share_months.first_k and bracket_spans.past_k >= share_months.past_k as whole
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
        (sum(paid_days * daily_share) + 5000) // 10000 as cents,
        bool_or(estimated) as estimated
    from monthly
    where not whole
    group by person_id, month, municipality, benefit, bracket, daily_cents
)
select
    person_id,
    month,
    municipality,
    benefit,
    bracket,
    cast(paid_days as bigint) as days,
    cast((paid_days * daily_share + 5000) // 10000 as bigint) as share_cents,
    estimated
from monthly
where whole
union all
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
