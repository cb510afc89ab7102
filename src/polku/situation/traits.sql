-- People with the groups that do not change, and whether their place must not be told.
select
    person_id,
    birth_date,
    coalesce(non_disclosure, false) as hidden,
    sex,
    case when native_language is null then 'unknown'
        when native_language in ('fi', 'sv', 'se', 'smn', 'sms') then 'domestic' else 'foreign' end as language,
    case when education_level is null then 'unknown' when education_level <= 2 then '0-2'
        when education_level <= 4 then '3-4' else '5-8' end as education
from persons
