-- Each benefit row with paid_before, the running number before its first paid day. A row that tells none goes on from
-- the person's row before it: one begun by $by_benefit from the last of the same benefit, a later one whatever it was.
-- Chains are followed only for people who have such a row. last_stop_past_k and stopped_days tell of a row's
-- service_stops. Rows that are past by $since_k are left out.
with stopped as (
    select person_id, start_date, max(past_k) as past_k, cast(sum(past_k - first_k) as integer) as days
    from service_stops
    group by person_id, start_date
), counted as (
    select
        weekday_rows.*,
        case when weekday_rows.start_date <= $by_benefit then benefit else '' end as chain,
        stopped.past_k as last_stop_past_k,
        coalesce(stopped.days, 0) as stopped_days,
        weekday_rows.past_k - first_k - coalesce(stopped.days, 0) as paid_days
    from weekday_rows
    left join stopped
        on stopped.person_id = weekday_rows.person_id and stopped.start_date = weekday_rows.start_date
), untold as (
    select distinct person_id from weekday_rows where paid_days_before is null
), chained as (
    select
        counted.*,
        count(paid_days_before) over so_far as stretch,  -- from each number that the payer told
        sum(paid_days) over so_far - paid_days as days_before
    from counted
    join untold on untold.person_id = counted.person_id
    window so_far as (
        partition by counted.person_id, chain order by start_date rows between unbounded preceding and current row
    )
), told as (
    select person_id, chain, stretch, paid_days_before - days_before as beginning
    from chained
    where paid_days_before is not null
), followed as (  -- the rows that tell none
    select chained.*, coalesce(told.beginning, 0) + days_before as number_before
    from chained
    left join told
        on told.person_id = chained.person_id and told.chain = chained.chain and told.stretch = chained.stretch
    where paid_days_before is null and past_k > $since_k
), newly as (  -- people whose first new row goes on from their last old one
    select distinct person_id from followed where chain = '' and stretch = 0
), last_old as (
    select newly.person_id, arg_max(chained.days_before + paid_days + coalesce(told.beginning, 0), start_date) as number
    from chained
    join newly on newly.person_id = chained.person_id
    left join told
        on told.person_id = chained.person_id and told.chain = chained.chain and told.stretch = chained.stretch
    where chained.chain <> ''
    group by newly.person_id
)
select
    followed.person_id,
    benefit,
    start_date,
    daily_cents,
    paid_on,
    first_k,
    past_k,
    last_stop_past_k,
    stopped_days,
    cast(number_before + case when chain = '' and stretch = 0 then coalesce(last_old.number, 0) else 0 end as integer)
        as paid_before,
    paid_days
from followed
left join last_old on last_old.person_id = followed.person_id
union all
select
    person_id,
    benefit,
    start_date,
    daily_cents,
    paid_on,
    first_k,
    past_k,
    last_stop_past_k,
    stopped_days,
    paid_days_before as paid_before,
    paid_days
from counted
where paid_days_before is not null and past_k > $since_k
