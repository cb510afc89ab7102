-- Each person's latest profiling result on or before $day. Of several on one day: the greater model version, then the
-- higher risk, so that the rows' order never decides.
with ranked as (
    select
        person_id,
        risk,
        risk_band,
        row_number() over (
            partition by person_id
            order by scored_on desc, model_version desc nulls last, risk desc nulls last, risk_band desc nulls last
        ) as place
    from risk_scores
    where scored_on <= $day
)
select person_id, risk, risk_band from ranked where place = 1
