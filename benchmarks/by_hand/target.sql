-- Who belongs to Pirkanmaa's target group on $day, by hand: `belongs` is null where it cannot be said.
with judged as (
    select
        persons.person_id,
        residences.municipality,
        coalesce(rights.earnings_related, benefits.benefit = 'earnings_related_allowance') as earnings_related_right,
        date_sub('year', birth_date, $day) < 30 as young,
        native_language not in ('fi', 'sv', 'se', 'smn', 'sms') as foreign_language,
        immigrant
    from persons
    join statuses on statuses.person_id = persons.person_id
        and statuses.start_date <= $day and (statuses.end_date is null or statuses.end_date >= $day)
        and statuses.status in ('subsidised', 'unemployed', 'laid_off', 'in_service', 'in_training')
    left join residences on residences.person_id = persons.person_id
        and residences.start_date <= $day and (residences.end_date is null or residences.end_date >= $day)
    left join rights on rights.person_id = persons.person_id
        and rights.start_date <= $day and (rights.end_date is null or rights.end_date >= $day)
    left join benefits on benefits.person_id = persons.person_id
        and benefits.start_date <= $day and (benefits.end_date is null or benefits.end_date >= $day)
), verdicts as (
    select
        *,
        municipality in (
            '020', '108', '143', '177', '211', '250', '418', '508', '536', '562', '581', '604', '619', '635', '702',
            '790', '837', '887', '908', '922', '936', '980'
        ) and (not earnings_related_right or young or foreign_language or immigrant) as belongs
    from judged
)
select
    person_id,
    case when belongs then municipality end as municipality,
    case when belongs then concat_ws(
        '|',
        case when not earnings_related_right then 'no-earnings-related' end,
        case when young then 'under-30' end,
        case when foreign_language then 'foreign-language' end,
        case when immigrant then 'immigrant' end
    ) end as reasons,
    belongs
from verdicts
where coalesce(belongs, true)
