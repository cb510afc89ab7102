-- A row for each person of a study and each length of its windows: traits, what came after day 0, and what came before.
select
    traits.*,
    after.days,
    counted.employed,
    counted.open_market,
    counted.employed_days,
    counted.unemployed_days,
    counted.broadly_unemployed_days,
    counted.benefit_cents,
    counted.benefit_state_cents,
    counted.benefit_municipality_cents,
    counted.benefit_funds_cents,
    counted.earnings_cents,
    counted.service_cents,
    past.employed as before_employed,
    past.open_market as before_open_market,
    past.employed_days as before_employed_days,
    past.unemployed_days as before_unemployed_days,
    past.broadly_unemployed_days as before_broadly_unemployed_days,
    past.benefit_cents as before_benefit_cents,
    past.benefit_state_cents as before_benefit_state_cents,
    past.benefit_municipality_cents as before_benefit_municipality_cents,
    past.benefit_funds_cents as before_benefit_funds_cents,
    past.earnings_cents as before_earnings_cents,
    past.service_cents as before_service_cents,
    distant.employed as earlier_employed,
    distant.open_market as earlier_open_market,
    distant.employed_days as earlier_employed_days,
    distant.unemployed_days as earlier_unemployed_days,
    distant.broadly_unemployed_days as earlier_broadly_unemployed_days,
    distant.benefit_cents as earlier_benefit_cents,
    distant.benefit_state_cents as earlier_benefit_state_cents,
    distant.benefit_municipality_cents as earlier_benefit_municipality_cents,
    distant.benefit_funds_cents as earlier_benefit_funds_cents,
    distant.earnings_cents as earlier_earnings_cents,
    distant.service_cents as earlier_service_cents
from traits
join windows as after on after.subject_id = traits.subject_id and after.role = 'after'
join what_counts as counted on counted.window_id = after.window_id
join windows as before on before.subject_id = traits.subject_id and before.days = after.days and before.role = 'before'
join what_counts as past on past.window_id = before.window_id
join windows as older on older.subject_id = traits.subject_id and older.days = after.days and older.role = 'earlier'
join what_counts as distant on distant.window_id = older.window_id
