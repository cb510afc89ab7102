-- The client's jobs, and for each fee on employment the days of a job that counted or why it did not (rule 5). What
-- counted is asked of the settlement's own tables; a reason is only sought for a job that they left out.
with pairs as (
    select
        fees.participation_id,
        fees.terms_id,
        fees.person_id,
        fees.fee_id,
        fees.start_date as base,
        fees.attribution,
        fees.closes_on,
        fees.subsidised as takes_subsidised,
        fees.self_employed as takes_own_business,
        fees.own,
        fees.own and fees.claimed as by_claim,
        fees.earned_on,
        fees.counted_from,
        sweeps.sweep_id,
        employment.employment_id,
        employment.employer_id,
        employment.start_date,
        employment.end_date,
        employment.weekly_hours,
        employment.subsidised,
        employment.self_employed,
        employment.source,
        own_jobs.employment_id is not null as is_own,
        coalesce(own_jobs.accepted, false) as accepted
    from explain_fees as fees
    join sweeps
        on sweeps.terms_id = fees.terms_id
        and sweeps.subsidised = fees.subsidised
        and sweeps.self_employed = fees.self_employed
        and sweeps.min_weekly_hours = fees.min_weekly_hours
    join employment on employment.person_id = fees.person_id
    left join own_jobs
        on own_jobs.participation_id = fees.participation_id and own_jobs.employment_id = employment.employment_id
    where fees.kind = 'employment' and employment.start_date <= $until
), takers as (
    select
        pairs.participation_id,
        pairs.fee_id,
        pairs.employment_id,
        arg_max(
            belonging.participation_id, cast(belonging.start_date as varchar) || belonging.participation_id
        ) as taker
    from pairs
    join belonging on belonging.person_id = pairs.person_id and belonging.start_date < pairs.start_date
    where pairs.attribution = 'latest' and not pairs.is_own
        and (
            belonging.start_date > pairs.base
            or (belonging.start_date = pairs.base and belonging.participation_id > pairs.participation_id)
        )
    group by pairs.participation_id, pairs.fee_id, pairs.employment_id
), former as (
    select
        pairs.participation_id,
        pairs.fee_id,
        pairs.employment_id,
        arg_max(
            earlier.employment_id,
            cast(coalesce(earlier.end_date, date '9999-12-31') as varchar) || earlier.employment_id
        ) as earlier_job
    from pairs
    join employment as earlier
        on earlier.person_id = pairs.person_id
        and earlier.employer_id = pairs.employer_id
        and earlier.start_date <= pairs.base
    where not pairs.is_own
    group by pairs.participation_id, pairs.fee_id, pairs.employment_id
), counted as (
    select
        pairs.participation_id,
        pairs.fee_id,
        pairs.employment_id,
        sum(
            least(rows.end_date, spans.end_date, pairs.closes_on, case when pairs.own then pairs.earned_on end)
            - greatest(rows.start_date, spans.start_date) + 1
        ) as days
    from pairs
    join counting_rows as rows
        on rows.participation_id = pairs.participation_id
        and rows.sweep_id = pairs.sweep_id
        and rows.employment_id = pairs.employment_id
        and rows.accepted = (pairs.accepted and not pairs.by_claim)
    join qualifying_spans as spans
        on spans.participation_id = rows.participation_id
        and spans.sweep_id = rows.sweep_id
        and spans.accepted = rows.accepted
        and spans.end_date >= rows.start_date
        and spans.start_date
            <= least(rows.end_date, pairs.closes_on, case when pairs.own then pairs.earned_on end)
        and (not pairs.own or spans.start_date >= pairs.counted_from)
    where rows.start_date <= least(pairs.closes_on, case when pairs.own then pairs.earned_on end)
    group by pairs.participation_id, pairs.fee_id, pairs.employment_id
)
select
    pairs.participation_id,
    pairs.fee_id,
    pairs.employment_id as id,
    pairs.start_date,
    pairs.end_date,
    cast(coalesce(counted.days, 0) as bigint) as days,
    pairs.weekly_hours as quantity,
    cast(null as bigint) as cents,
    pairs.source,
    coalesce(takers.taker, former.earlier_job) as other,
    case
        when pairs.start_date <= pairs.base then 'began_before'
        when not pairs.is_own and takers.taker is not null then 'taken_over'
        when not pairs.is_own then 'former_employer'
        when pairs.subsidised and not pairs.takes_subsidised then 'subsidised'
        when pairs.self_employed and not pairs.takes_own_business then 'own_business'
        when pairs.start_date > pairs.closes_on then 'after_window'
        when pairs.own and pairs.start_date > pairs.earned_on then 'after_earned'
        when not pairs.accepted and (not pairs.by_claim or counted.days > 0) then 'unproved'
        when counted.days > 0 then 'counted'
        when pairs.own and coalesce(pairs.end_date, pairs.closes_on) < pairs.counted_from then 'other_stretch'
        when pairs.weekly_hours is null then 'hours_unknown'
        else 'few_hours'
    end as code
from pairs
left join takers
    on takers.participation_id = pairs.participation_id
    and takers.fee_id = pairs.fee_id
    and takers.employment_id = pairs.employment_id
left join former
    on former.participation_id = pairs.participation_id
    and former.fee_id = pairs.fee_id
    and former.employment_id = pairs.employment_id
left join counted
    on counted.participation_id = pairs.participation_id
    and counted.fee_id = pairs.fee_id
    and counted.employment_id = pairs.employment_id
