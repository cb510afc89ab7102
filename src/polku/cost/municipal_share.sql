-- The municipal share: person_shares summed over persons. Spans that fill the same months are counted before they are
-- laid on the months.
with alike as (
    select municipality, benefit, bracket, daily_share, estimated, whole_from, whole_past, count(*) as persons
    from whole_months
    group by municipality, benefit, bracket, daily_share, estimated, whole_from, whole_past
), shares as (
    select
        month,
        municipality,
        benefit,
        bracket,
        persons,
        persons * (past_k - first_k) as days,
        persons * (((past_k - first_k) * daily_share + 5000) // 10000) as share_cents,
        estimated
    from alike
    join share_months on month_number >= whole_from and month_number < whole_past
    union all
    select month, municipality, benefit, bracket, 1 as persons, days, share_cents, estimated
    from part_months
)
select
    month,
    municipality,
    benefit,
    cast(bracket as bigint) as bracket,
    cast(sum(persons) as bigint) as persons,
    cast(sum(days) as bigint) as days,
    cast(sum(share_cents) as bigint) as share_cents,
    bool_or(estimated) as estimated
from shares
group by month, municipality, benefit, bracket
