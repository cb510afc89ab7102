-- Every fee of every belonging participation of one client, beside the client's line of that fee where there is one.
-- closes_on: the last day on which a result counts. through: the participation that the line was earned through.
select
    belonging.participation_id,
    belonging.contract_id,
    belonging.terms_id,
    belonging.person_id,
    belonging.start_date,
    belonging.attribution,
    belonging.gathers,
    contract_fees.fee_id,
    contract_fees.position,
    contract_fees.evidence as kind,
    contract_fees.milestone,
    contract_fees.unit,
    contract_fees.max_quantity,
    contract_fees.days as needed_days,
    contract_fees.window_days,
    contract_fees.counting,
    contract_fees.max_gap_days,
    contract_fees.min_weekly_hours,
    contract_fees.subsidised,
    contract_fees.self_employed,
    contract_fees.threshold_cents,
    contract_fees.of_fee,
    least(
        contract_terms.last_day,
        belonging.start_date + coalesce(contract_fees.window_days, contract_fees.within_days)
    ) as closes_on,
    fee_lines.participation_id as through,
    fee_lines.earned_on,
    fee_lines.amount_cents,
    fee_lines.payable_cents,
    fee_lines.status,
    fee_lines.evidence,
    earned_once.claimed,
    earned_once.counted_from,
    earned_once.amount_cents as full_cents,
    cast(capped.left_by_cap as bigint) as left_by_cap,
    fee_lines.participation_id is not null and fee_lines.participation_id = belonging.participation_id as own
from belonging
join contract_terms on contract_terms.terms_id = belonging.terms_id
join contract_fees on contract_fees.terms_id = belonging.terms_id
left join fee_lines
    on fee_lines.contract_id = belonging.contract_id
    and fee_lines.subject = belonging.subject
    and fee_lines.fee_id = contract_fees.fee_id
    and contract_fees.pays_for <> 'result_rate'
left join earned_once
    on earned_once.contract_id = fee_lines.contract_id
    and earned_once.subject = fee_lines.subject
    and earned_once.fee_id = fee_lines.fee_id
left join capped
    on capped.contract_id = fee_lines.contract_id
    and capped.subject = fee_lines.subject
    and capped.fee_id = fee_lines.fee_id
where belonging.subject = $subject
