-- The municipal share by day under both laws as one would write it by hand: a row for each paid day.
WITH rows AS (
    SELECT
        person_id,
        benefit,
        start_date,
        least(coalesce(end_date, $until), $until) AS end_date,
        CAST(daily_eur * 100 AS BIGINT) AS cents,
        paid_days_before AS told,
        CASE WHEN start_date < DATE '2025-01-01' THEN benefit ELSE '' END AS chain
    FROM benefits
    WHERE start_date <= $until
), days AS (
    SELECT person_id, start_date, CAST(unnest(generate_series(start_date, end_date, INTERVAL 1 DAY)) AS DATE) AS day
    FROM rows
), paid AS (
    SELECT *, row_number() OVER (PARTITION BY person_id, start_date ORDER BY day) AS n
    FROM days
    WHERE isodow(day) < 6
        AND (day >= DATE '2025-01-01' OR NOT EXISTS (
            FROM statuses
            WHERE statuses.person_id = days.person_id
                AND status IN ('in_service', 'in_training')
                AND statuses.start_date <= day
                AND (statuses.end_date IS NULL OR statuses.end_date >= day)
        ))
), counted AS (
    SELECT rows.*, coalesce(paid_days, 0) AS paid_days, count(told) OVER chained AS stretch
    FROM rows
    LEFT JOIN (SELECT person_id, start_date, count(*) AS paid_days FROM paid GROUP BY ALL) USING (person_id, start_date)
    WINDOW chained AS (PARTITION BY person_id, chain ORDER BY start_date)
), within AS (  -- told within the chain; the first rows from 2025 on may go on from the last old one
    SELECT
        *,
        coalesce(max(told) OVER stretches, 0) + coalesce(sum(paid_days) OVER earlier, 0) AS before
    FROM counted
    WINDOW
        stretches AS (PARTITION BY person_id, chain, stretch),
        earlier AS (
            PARTITION BY person_id, chain, stretch ORDER BY start_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
), last_old AS (
    SELECT person_id, arg_max(before + paid_days, start_date) AS number
    FROM within
    WHERE chain <> ''
    GROUP BY person_id
), priced AS (
    SELECT
        within.person_id,
        date_trunc('month', day) AS month,
        municipality,
        within.benefit,
        day >= DATE '2025-01-01' AS by_new_law,
        before + n + CASE WHEN chain = '' AND stretch = 0 THEN coalesce(last_old.number, 0) ELSE 0 END AS number,
        coalesce(cents, CASE
            WHEN day < DATE '2020-01-01' THEN 3240
            WHEN day < DATE '2021-01-01' THEN 3366
            WHEN day < DATE '2022-01-01' THEN 3378
            WHEN day < DATE '2022-08-01' THEN 3450
            WHEN day < DATE '2023-01-01' THEN 3572
            ELSE 3721
        END) AS cents
    FROM paid
    JOIN within USING (person_id, start_date)
    LEFT JOIN last_old ON last_old.person_id = within.person_id
    LEFT JOIN residences
        ON residences.person_id = within.person_id
        AND residences.start_date <= day
        AND (residences.end_date IS NULL OR residences.end_date >= day)
    WHERE day >= $first AND (day >= DATE '2025-01-01' OR within.benefit = 'labour_market_subsidy')
), cells AS (
    SELECT
        person_id,
        month,
        municipality,
        benefit,
        first_day AS bracket,
        count(*) AS days,
        (count(*) * cents * any_value(rate_bp) + 5000) // 10000 AS share_cents
    FROM priced
    JOIN (VALUES
        (false, 1, 301, 0), (false, 301, 1001, 5000), (false, 1001, 999999, 7000),
        (true, 1, 101, 0), (true, 101, 201, 1000), (true, 201, 301, 2000), (true, 301, 401, 3000),
        (true, 401, 701, 4000), (true, 701, 999999, 5000)
    ) AS law(by_new_law, first_day, past_day, rate_bp)
        ON law.by_new_law = priced.by_new_law AND number >= first_day AND number < past_day
    GROUP BY person_id, month, municipality, benefit, first_day, cents
)
SELECT
    month,
    municipality,
    benefit,
    bracket,
    count(DISTINCT person_id) AS persons,
    CAST(sum(days) AS BIGINT) AS days,
    CAST(sum(share_cents) AS BIGINT) AS share_cents,
    true AS estimated
FROM cells
GROUP BY month, municipality, benefit, bracket
