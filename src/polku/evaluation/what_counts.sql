-- What came of each window: days, euros in cents by payer, one row a window. Nothing known of it is 0; wages are null when
-- the facts have none at all.
select
    windows.window_id,
    windows.person_id,
    windows.first_day,
    windows.last_day,
    coalesce(days_at_work.employed, 0) as employed,
    coalesce(days_at_work.open_market, 0) as open_market,
    coalesce(days_at_work.employed_days, 0) as employed_days,
    coalesce(days_at_work.open_market_days, 0) as open_market_days,
    coalesce(days_unemployed.unemployed_days, 0) as unemployed_days,
    coalesce(days_unemployed.broadly_unemployed_days, 0) as broadly_unemployed_days,
    coalesce(benefit_paid.cents, 0) as benefit_cents,
    coalesce(benefit_paid.cents, 0) - coalesce(benefit_paid.funds_cents, 0)
        - coalesce(benefit_shared.of_state_cents, 0) as benefit_state_cents,
    coalesce(benefit_shared.of_state_cents, 0) + coalesce(benefit_shared.of_funds_cents, 0)
        as benefit_municipality_cents,
    coalesce(benefit_paid.funds_cents, 0) - coalesce(benefit_shared.of_funds_cents, 0) as benefit_funds_cents,
    case when wages_known.known then coalesce(wages_earned.cents, 0) end as earnings_cents,
    coalesce(services_used.cents, 0) as service_cents
from windows
cross join (select count(*) > 0 as known from earnings) as wages_known
left join days_at_work on days_at_work.window_id = windows.window_id
left join days_unemployed on days_unemployed.window_id = windows.window_id
left join benefit_paid on benefit_paid.window_id = windows.window_id
left join benefit_shared on benefit_shared.window_id = windows.window_id
left join wages_earned on wages_earned.window_id = windows.window_id
left join services_used on services_used.window_id = windows.window_id
