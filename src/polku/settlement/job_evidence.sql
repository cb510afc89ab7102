-- For each employment fee that was earned, the jobs that were counted and their days up to the earned day.
with lines as (
    select
        earned_once.contract_id,
        earned_once.subject,
        earned_once.fee_id,
        earned_once.participation_id,
        earned_once.earned_on,
        earned_once.counted_from,
        not earned_once.claimed as accepted,
        sweeps.sweep_id
    from earned_once
    join contract_fees
        on contract_fees.terms_id = earned_once.terms_id
        and contract_fees.fee_id = earned_once.fee_id
        and contract_fees.pays_for = 'employment'
    join sweeps
        on sweeps.terms_id = contract_fees.terms_id
        and sweeps.subsidised = contract_fees.subsidised
        and sweeps.self_employed = contract_fees.self_employed
        and sweeps.min_weekly_hours = contract_fees.min_weekly_hours
), counted as (
    select
        lines.contract_id,
        lines.subject,
        lines.fee_id,
        rows.employment_id,
        greatest(rows.start_date, min(spans.start_date)) as first_day,
        least(rows.end_date, max(spans.end_date), lines.earned_on) as last_day,
        sum(
            date_diff(
                'day',
                greatest(rows.start_date, spans.start_date),
                least(rows.end_date, spans.end_date, lines.earned_on)
            ) + 1
        ) as days
    from lines
    join counting_rows as rows
        on rows.participation_id = lines.participation_id
        and rows.sweep_id = lines.sweep_id
        and rows.accepted = lines.accepted
        and rows.start_date <= lines.earned_on
    join qualifying_spans as spans
        on spans.participation_id = lines.participation_id
        and spans.sweep_id = lines.sweep_id
        and spans.accepted = lines.accepted
        and spans.start_date <= least(rows.end_date, lines.earned_on)
        and spans.end_date >= rows.start_date
        and spans.start_date >= lines.counted_from
    group by
        lines.contract_id, lines.subject, lines.fee_id, rows.employment_id, rows.start_date, rows.end_date,
        lines.earned_on
)
select
    contract_id,
    subject,
    fee_id,
    string_agg(
        employment_id || ' ' || day(first_day) || '.' || month(first_day) || '.'
            || case when year(first_day) <> year(last_day) then cast(year(first_day) as varchar) else '' end
            || '–' || day(last_day) || '.' || month(last_day) || '.' || year(last_day)
            || ' (' || days || ' ' || $unit_days || ')',
        ', ' order by first_day, employment_id
    ) as rows
from counted
group by contract_id, subject, fee_id
