-- What each contract would pay over $runs runs, by fee, band and scenario. Asks `asked` (the rows of the table, null in
-- fee_id or band for all), `all_pay` and `all_served` (sums of the runs) and `scenarios` (what each is held against).
-- Numbers are rounded half up. The 10 and 90 % are the runs at these ranks.
with each_run as (
    select asked.*, scenarios.scenario, scenarios.without, numbers.run
    from asked
    cross join scenarios
    cross join (select cast(unnest(range($runs)) as bigint) as run) as numbers
), paid as (
    select
        each_run.contract_id,
        each_run.fee_position,
        each_run.band_position,
        each_run.scenario,
        each_run.run,
        coalesce(sum(all_pay.cents), 0) as cents,
        coalesce(sum(case when fee_kinds.is_result then all_pay.cents end), 0) as result_cents
    from each_run
    left join all_pay
        on all_pay.contract_id = each_run.contract_id
        and all_pay.scenario = each_run.scenario
        and all_pay.run = each_run.run
        and (each_run.fee_id is null or all_pay.fee_id = each_run.fee_id)
        and (each_run.band is null or all_pay.band = each_run.band)
    left join fee_kinds on fee_kinds.contract_id = all_pay.contract_id and fee_kinds.fee_id = all_pay.fee_id
    group by all
), ranked as (
    select
        *,
        row_number() over (
            partition by contract_id, fee_position, band_position, scenario order by cents
        ) as place
    from paid
), sums as (
    select
        contract_id,
        fee_position,
        band_position,
        scenario,
        cast(sum(cents) as bigint) as cents,
        cast(sum(result_cents) as bigint) as result_cents,
        cast(max(case when place = ($runs + 9) // 10 then cents end) as bigint) as p10,
        cast(max(case when place = (9 * $runs + 9) // 10 then cents end) as bigint) as p90
    from ranked
    group by all
), shares as (
    select
        sums.contract_id,
        sums.fee_position,
        sums.band_position,
        sums.scenario,
        case
            when sums.result_cents > 0
                then (20000 * without_effect.result_cents + sums.result_cents) // (2 * sums.result_cents)
        end as share
    from sums
    join scenarios on scenarios.scenario = sums.scenario
    join sums as without_effect
        on without_effect.contract_id = sums.contract_id
        and without_effect.fee_position = sums.fee_position
        and without_effect.band_position = sums.band_position
        and without_effect.scenario = scenarios.without
), left_out as (  -- the share that would have come anyway, once without each run
    select
        paid.contract_id,
        paid.fee_position,
        paid.band_position,
        paid.scenario,
        cast(sum(without_effect.result_cents) over all_runs - without_effect.result_cents as double)
        / nullif(sum(paid.result_cents) over all_runs - paid.result_cents, 0) as share
    from paid
    join scenarios on scenarios.scenario = paid.scenario
    join paid as without_effect
        on without_effect.contract_id = paid.contract_id
        and without_effect.fee_position = paid.fee_position
        and without_effect.band_position = paid.band_position
        and without_effect.run = paid.run
        and without_effect.scenario = scenarios.without
    window all_runs as (
        partition by paid.contract_id, paid.fee_position, paid.band_position, paid.scenario
    )
), noise as (  -- two standard errors of that share, by the jackknife over runs; unknown with one run
    select
        contract_id,
        fee_position,
        band_position,
        scenario,
        case
            when $runs > 1 and count(share) = $runs
                then cast(round(20000 * sqrt($runs - 1) * stddev_pop(share)) as bigint)
        end as twice_error
    from left_out
    group by all
), people as (
    select
        asked.contract_id,
        asked.fee_position,
        asked.band_position,
        all_served.scenario,
        cast(sum(all_served.participations) as bigint) as participations
    from asked
    join all_served
        on all_served.contract_id = asked.contract_id and (asked.band is null or all_served.band = asked.band)
    group by all
)
select
    asked.contract_id,
    coalesce(asked.fee_id, 'all') as fee_id,
    coalesce(asked.band, 'all') as band,
    scenarios.scenario,
    cast($runs as bigint) as runs,
    cast(coalesce(people.participations, 0) / $runs as decimal(12, 2)) as participants_mean,
    (2 * sums.cents + $runs) // (2 * $runs) as payable_mean_cents,
    sums.p10 as payable_p10_cents,
    sums.p90 as payable_p90_cents,
    case
        when people.participations > 0
            then (2 * sums.cents + people.participations) // (2 * people.participations)
    end as payable_per_participant_cents,
    -- Not least() and greatest() alone: they pass a null over.
    case when shares.share is not null then least(shares.share, 10000) end as came_anyway_share,
    case
        when shares.share - noise.twice_error is not null
            then greatest(least(shares.share - noise.twice_error, 10000), 0)
    end as came_anyway_low,
    case when shares.share + noise.twice_error is not null then least(shares.share + noise.twice_error, 10000) end
        as came_anyway_high
from asked
cross join scenarios
join sums
    on sums.contract_id = asked.contract_id
    and sums.fee_position = asked.fee_position
    and sums.band_position = asked.band_position
    and sums.scenario = scenarios.scenario
join shares
    on shares.contract_id = asked.contract_id
    and shares.fee_position = asked.fee_position
    and shares.band_position = asked.band_position
    and shares.scenario = scenarios.scenario
join noise
    on noise.contract_id = asked.contract_id
    and noise.fee_position = asked.fee_position
    and noise.band_position = asked.band_position
    and noise.scenario = scenarios.scenario
left join people
    on people.contract_id = asked.contract_id
    and people.fee_position = asked.fee_position
    and people.band_position = asked.band_position
    and people.scenario = scenarios.scenario
