-- What was known of each person of a study on day 0, in coarse groups; `unknown` where the facts do not tell.
with ages as (
    select
        subjects.*,
        persons.sex,
        persons.native_language,
        persons.immigrant,
        persons.education_level,
        year(day0) - year(birth_date)
            - case when month(day0) * 100 + day(day0) < month(birth_date) * 100 + day(birth_date) then 1 else 0 end
            as age
    from subjects
    join persons on persons.person_id = subjects.person_id
), spells as (
    select subjects.subject_id, max(day0 - broad_spells.start_date) as spell_days
    from subjects
    join broad_spells
        on broad_spells.person_id = subjects.person_id
        and broad_spells.start_date < day0
        and (broad_spells.end_date is null or broad_spells.end_date >= day0 - 1)
    group by subjects.subject_id
), paid as (
    select subjects.subject_id, max(benefits.benefit) as benefit
    from subjects
    join benefits
        on benefits.person_id = subjects.person_id
        and benefits.start_date < day0
        and (benefits.end_date is null or benefits.end_date >= day0 - 1)
    group by subjects.subject_id
), homes as (
    select subjects.subject_id, max(residences.municipality) as municipality
    from subjects
    join residences
        on residences.person_id = subjects.person_id
        and residences.start_date <= day0
        and (residences.end_date is null or residences.end_date >= day0)
    group by subjects.subject_id
), earlier_services as (
    select subjects.subject_id, count(*) as services
    from subjects
    join participations
        on participations.person_id = subjects.person_id
        and participations.start_date < day0
        and participations.start_date >= day0 - 365
    group by subjects.subject_id
), taken as (  -- the first day in the study's service after day 0
    select subjects.subject_id, min(participations.start_date) as taken_on
    from subjects
    join study_services on study_services.study = subjects.study
    join participations
        on participations.person_id = subjects.person_id
        and participations.service_id = study_services.service_id
        and participations.start_date >= day0
    group by subjects.subject_id
)
select
    ages.subject_id,
    ages.study,
    ages.person_id,
    ages.day0,
    ages.treated,
    ages.block,
    taken.taken_on,
    coalesce(homes.municipality, 'unknown') as municipality,
    case
        when age < 25 then 'under-25' when age < 30 then '25-29' when age < 40 then '30-39'
        when age < 55 then '40-54' else '55-plus'
    end as age_band,
    coalesce(sex, 'unknown') as sex,
    case
        when native_language in ('fi', 'sv', 'se', 'smn', 'sms') then 'national'
        when native_language is null then 'unknown' else 'foreign'
    end as language,
    case when immigrant then 'yes' when not immigrant then 'no' else 'unknown' end as immigrant,
    case
        when education_level <= 2 then 'basic' when education_level <= 4 then 'secondary'
        when education_level is null then 'unknown' else 'higher'
    end as education,
    coalesce(paid.benefit, 'no-benefit') as benefit,
    case
        when spells.spell_days is null then 'not-unemployed' when spells.spell_days < 90 then 'under-90'
        when spells.spell_days < 365 then '90-364' when spells.spell_days < 730 then '365-729' else '730-plus'
    end as spell,
    case when services >= 2 then 'several' when services = 1 then 'one' else 'no-service' end as services_before,
    cast(year(day0) * 4 + (month(day0) - 1) // 3 as bigint) as quarter
from ages
left join spells on spells.subject_id = ages.subject_id
left join paid on paid.subject_id = ages.subject_id
left join homes on homes.subject_id = ages.subject_id
left join earlier_services on earlier_services.subject_id = ages.subject_id
left join taken on taken.subject_id = ages.subject_id
