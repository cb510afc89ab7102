-- The municipal share until 2024 as one would write it by hand: a row for each paid day.
WITH rows AS (
    SELECT
        person_id,
        start_date,
        least(coalesce(end_date, $until), $until) AS end_date,
        cast(daily_eur * 100 AS BIGINT) AS cents,
        paid_days_before,
        count(paid_days_before) OVER (PARTITION BY person_id ORDER BY start_date) AS stretch
    FROM benefits
    WHERE benefit = 'labour_market_subsidy' AND start_date <= $until
), days AS (
    SELECT
        person_id,
        stretch,
        cents,
        max(paid_days_before) OVER (PARTITION BY person_id, stretch) AS told,
        cast(unnest(generate_series(start_date, end_date, INTERVAL 1 DAY)) AS DATE) AS day
    FROM rows
), paid AS (
    SELECT * FROM days
    WHERE isodow(day) < 6
        AND NOT EXISTS (
            FROM statuses
            WHERE statuses.person_id = days.person_id
                AND status IN ('in_service', 'in_training')
                AND statuses.start_date <= day
                AND (statuses.end_date IS NULL OR statuses.end_date >= day)
        )
), numbered AS (
    SELECT
        person_id,
        day,
        cents,
        coalesce(told, 0) + row_number() OVER (PARTITION BY person_id, stretch ORDER BY day) AS number
    FROM paid
), priced AS (
    SELECT
        numbered.person_id,
        date_trunc('month', day) AS month,
        municipality,
        CASE WHEN number > 1000 THEN 1001 WHEN number > 300 THEN 301 ELSE 1 END AS bracket,
        CASE WHEN number > 1000 THEN 7000 WHEN number > 300 THEN 5000 ELSE 0 END AS rate_bp,
        cents
    FROM numbered
    LEFT JOIN residences
        ON residences.person_id = numbered.person_id
        AND residences.start_date <= day
        AND (residences.end_date IS NULL OR residences.end_date >= day)
    WHERE day >= $first
), cells AS (
    SELECT
        person_id,
        month,
        municipality,
        bracket,
        count(*) AS days,
        (count(*) * cents * any_value(rate_bp) + 5000) // 10000 AS share_cents
    FROM priced
    GROUP BY person_id, month, municipality, bracket, cents
)
SELECT
    month,
    municipality,
    bracket,
    count(DISTINCT person_id) AS persons,
    cast(sum(days) AS BIGINT) AS days,
    cast(sum(share_cents) AS BIGINT) AS share_cents
FROM cells
GROUP BY month, municipality, bracket
