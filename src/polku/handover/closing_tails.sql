-- Each fee that can still bring money after $on: at the most what it would be at the best, less what is due now. The last
-- day is that of the fee's window or of the contract's tail; a cohort's is the day on which it is counted.
select
    at_best.contract_id,
    at_best.subject,
    at_best.participation_id,
    at_best.fee_id,
    coalesce(
        least(tail_terms.last_day, participations.start_date + tail_terms.window_days), at_best.earned_on
    ) as last_day,
    cast(case when coalesce(tail_terms.bounded, true) then at_best.payable_cents - coalesce(due.payable_cents, 0) end
        as bigint) as most_cents
from fees_at_best as at_best
left join fees_due as due
    on due.contract_id = at_best.contract_id and due.subject = at_best.subject and due.fee_id = at_best.fee_id
left join participations on participations.participation_id = at_best.participation_id
left join tail_terms
    on tail_terms.contract_id = at_best.contract_id
    and tail_terms.fee_id = at_best.fee_id
    and participations.start_date between tail_terms.begins and tail_terms.ends
where at_best.payable_cents > coalesce(due.payable_cents, 0)
