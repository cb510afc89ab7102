-- Unemployed, long-term unemployed and people in services on the count days as one would write them by hand: by month,
-- municipality, employment area and country, and by age, sex, language and education. No marks of a publishing door.
WITH runs AS (
    SELECT *, max(begins) OVER (PARTITION BY person_id ORDER BY start_date) AS since
    FROM (
        SELECT
            *,
            CASE WHEN lag(unemployed) OVER person = unemployed AND lag(end_date) OVER person = start_date - 1
                THEN NULL ELSE start_date END AS begins
        FROM (
            SELECT person_id, start_date, end_date, status IN ('unemployed', 'laid_off') AS unemployed
            FROM statuses
            WHERE status IN ('unemployed', 'laid_off', 'subsidised', 'in_service', 'in_training')
        )
        WINDOW person AS (PARTITION BY person_id ORDER BY start_date)
    )
), now AS (
    SELECT person_id, month, day, unemployed, unemployed AND day - since >= 364 AS long_term
    FROM runs
    JOIN count_days ON start_date <= day AND (end_date IS NULL OR end_date >= day)
), told AS (
    SELECT
        month,
        municipality,
        employment_area,
        CASE WHEN birth_date > day - INTERVAL 25 YEAR THEN 'under-25'
            WHEN birth_date > day - INTERVAL 55 YEAR THEN '25-54' ELSE '55-plus' END AS age,
        sex,
        CASE WHEN native_language IS NULL THEN 'unknown'
            WHEN native_language IN ('fi', 'sv', 'se', 'smn', 'sms') THEN 'domestic' ELSE 'foreign' END AS language,
        CASE WHEN education_level IS NULL THEN 'unknown' WHEN education_level <= 2 THEN '0-2'
            WHEN education_level <= 4 THEN '3-4' ELSE '5-8' END AS education,
        count_if(unemployed) AS unemployed,
        count_if(long_term) AS long_term_unemployed,
        count_if(NOT unemployed) AS in_services
    FROM now
    JOIN persons USING (person_id)
    LEFT JOIN residences ON residences.person_id = now.person_id
        AND residences.start_date <= day AND (residences.end_date IS NULL OR residences.end_date >= day)
    LEFT JOIN employment_areas ON code = municipality
    GROUP BY ALL
), summed AS (
    SELECT
        month,
        CASE grouping(municipality, employment_area)
            WHEN 1 THEN 'municipality' WHEN 2 THEN 'employment_area' ELSE 'country' END AS area_kind,
        coalesce(municipality, employment_area, CASE WHEN grouping(municipality, employment_area) = 3 THEN 'FI' END)
            AS area,
        CASE grouping(age, sex, language, education)
            WHEN 15 THEN 'all' WHEN 7 THEN 'age:' || age WHEN 11 THEN 'sex:' || sex
            WHEN 13 THEN 'language:' || language ELSE 'education:' || education END AS "group",
        CAST(sum(unemployed) AS DOUBLE) AS unemployed,
        CAST(sum(long_term_unemployed) AS DOUBLE) AS long_term_unemployed,
        CAST(sum(in_services) AS DOUBLE) AS in_services
    FROM told
    GROUP BY GROUPING SETS (
        (month, municipality), (month, municipality, age), (month, municipality, sex), (month, municipality, language),
        (month, municipality, education),
        (month, employment_area), (month, employment_area, age), (month, employment_area, sex),
        (month, employment_area, language), (month, employment_area, education),
        (month), (month, age), (month, sex), (month, language), (month, education)
    )
)
SELECT indicator, month, area_kind, area, "group", value
FROM summed UNPIVOT (value FOR indicator IN (unemployed, long_term_unemployed, in_services))
WHERE area IS NOT NULL AND "group" IS NOT NULL
