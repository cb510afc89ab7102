-- The client's wages by month, and for each fee on earnings whether a month counted or why not (rule 6). What counted is
-- asked of the settlement's own table; a reason is only sought for a month that it left out.
with pairs as (
    select
        fees.participation_id,
        fees.person_id,
        fees.fee_id,
        fees.kind,
        fees.start_date as base,
        fees.attribution,
        fees.closes_on,
        fees.subsidised as takes_subsidised,
        fees.own,
        fees.earned_on,
        earnings.employer_id,
        earnings.month,
        cast(earnings.month + interval 1 month as date) - 1 as month_end,
        earnings.cents,
        earnings.subsidised,
        earnings.source,
        exists (
            select 1 from own_wages
            where own_wages.participation_id = fees.participation_id
                and own_wages.fee_id = fees.fee_id
                and own_wages.employer_id is not distinct from earnings.employer_id
                and own_wages.month = earnings.month
                and own_wages.accepted
        ) as proved,
        exists (
            select 1 from own_wages
            where own_wages.participation_id = fees.participation_id
                and own_wages.fee_id = fees.fee_id
                and own_wages.employer_id is not distinct from earnings.employer_id
                and own_wages.month = earnings.month
        ) as counts
    from explain_fees as fees
    join earnings on earnings.person_id = fees.person_id
    where fees.kind in ('threshold', 'share') and earnings.month <= $until
), takers as (
    select
        pairs.participation_id,
        pairs.fee_id,
        pairs.month,
        arg_max(
            belonging.participation_id, cast(belonging.start_date as varchar) || belonging.participation_id
        ) as taker
    from pairs
    join belonging on belonging.person_id = pairs.person_id and belonging.start_date < pairs.month
    where pairs.attribution = 'latest'
        and (
            belonging.start_date > pairs.base
            or (belonging.start_date = pairs.base and belonging.participation_id > pairs.participation_id)
        )
    group by pairs.participation_id, pairs.fee_id, pairs.month
), former as (
    select
        pairs.participation_id,
        pairs.fee_id,
        pairs.employer_id,
        arg_max(
            earlier.employment_id,
            cast(coalesce(earlier.end_date, date '9999-12-31') as varchar) || earlier.employment_id
        ) as earlier_job
    from pairs
    join employment as earlier
        on earlier.person_id = pairs.person_id
        and earlier.employer_id = pairs.employer_id
        and earlier.start_date <= pairs.base
    group by pairs.participation_id, pairs.fee_id, pairs.employer_id
)
select
    pairs.participation_id,
    pairs.fee_id,
    pairs.employer_id as id,
    pairs.month as start_date,
    pairs.month_end as end_date,
    cast(null as bigint) as days,
    cast(null as decimal(12,2)) as quantity,
    pairs.cents,
    pairs.source,
    case when not pairs.counts then coalesce(takers.taker, former.earlier_job) end as other,
    case
        when pairs.counts and pairs.kind = 'threshold' and pairs.own and pairs.month_end > pairs.earned_on
            then 'after_earned'
        when pairs.proved then 'counted'
        when pairs.counts then 'unproved'
        when pairs.month <= pairs.base then 'began_before'
        when takers.taker is not null then 'taken_over'
        when pairs.subsidised and not pairs.takes_subsidised then 'subsidised'
        when pairs.month_end > pairs.closes_on then 'after_window'
        when pairs.month_end > $until then 'month_not_over'
        else 'former_employer'
    end as code
from pairs
left join takers
    on takers.participation_id = pairs.participation_id
    and takers.fee_id = pairs.fee_id
    and takers.month = pairs.month
left join former
    on former.participation_id = pairs.participation_id
    and former.fee_id = pairs.fee_id
    and former.employer_id = pairs.employer_id
