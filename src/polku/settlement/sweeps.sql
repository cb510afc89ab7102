-- Employment fees that look at the same jobs in the same way share one sweep over them.
select
    terms_id,
    subsidised,
    self_employed,
    min_weekly_hours,
    max(window_days) as window_days,
    row_number() over (order by terms_id, subsidised, self_employed, min_weekly_hours) as sweep_id
from contract_fees
where pays_for = 'employment'
group by terms_id, subsidised, self_employed, min_weekly_hours
