-- The closed list of errors, by hand: each table read once for what a row has by itself, then keys, references and days
-- that overlap. The reader of Parquet has seen to the types.
with own as (
    select
        count_if(person_id is null) + count_if(birth_date is null) as missing_value,
        count_if(sex not in ('f', 'm', 'x')) + count_if(education_level not between 0 and 8) as wrong_value,
        count_if(odd_day(birth_date)) as date_out_of_range
    from persons
    union all by name
    select
        count_if(person_id is null) + count_if(municipality is null) + count_if(start_date is null) as missing_value,
        count_if(odd_day(start_date)) + count_if(odd_day(end_date)) as date_out_of_range,
        count_if(end_date < start_date) as end_before_start
    from residences
    union all by name
    select
        count_if(person_id is null) + count_if(status is null) + count_if(start_date is null) as missing_value,
        count_if(status not in (
            'subsidised', 'employed', 'unemployed', 'laid_off', 'reduced_hours', 'outside', 'pension', 'in_service',
            'in_training'
        )) as wrong_value,
        count_if(odd_day(start_date)) + count_if(odd_day(end_date)) as date_out_of_range,
        count_if(end_date < start_date) as end_before_start
    from statuses
    union all by name
    select
        count_if(person_id is null) + count_if(earnings_related is null) + count_if(start_date is null)
            as missing_value,
        count_if(odd_day(start_date)) + count_if(odd_day(end_date)) as date_out_of_range,
        count_if(end_date < start_date) as end_before_start
    from rights
    union all by name
    select
        count_if(person_id is null) + count_if(benefit is null) + count_if(start_date is null) as missing_value,
        count_if(benefit not in (
            'labour_market_subsidy', 'basic_allowance', 'earnings_related_allowance', 'general_support'
        )) as wrong_value,
        count_if(odd_day(start_date)) + count_if(odd_day(end_date)) + count_if(odd_day(paid_on)) as date_out_of_range,
        count_if(end_date < start_date) as end_before_start,
        count_if(daily_eur < 0) + count_if(paid_days_before < 0) as negative
    from benefits
    union all by name
    select
        count_if(employment_id is null) + count_if(person_id is null) + count_if(start_date is null) as missing_value,
        count_if(source not in ('register', 'employer', 'provider', 'client')) as wrong_value,
        count_if(odd_day(start_date)) + count_if(odd_day(end_date)) + count_if(odd_day(confirmed_on))
            + count_if(odd_day(recorded_on)) as date_out_of_range,
        count_if(end_date < start_date) as end_before_start,
        count_if(monthly_eur < 0) as negative,
        count_if(weekly_hours not between 0 and 168) as hours_out_of_range
    from employment
    union all by name
    select
        count_if(person_id is null) + count_if(month is null) + count_if(eur is null) as missing_value,
        count_if(source not in ('register', 'employer', 'provider', 'client')) as wrong_value,
        count_if(odd_day(month)) + count_if(odd_day(confirmed_on)) + count_if(odd_day(recorded_on))
            as date_out_of_range,
        count_if(eur < 0) as negative
    from earnings
    union all by name
    select
        count_if(person_id is null) + count_if(start_date is null) as missing_value,
        count_if(level not between 0 and 8) + count_if(source not in ('register', 'employer', 'provider', 'client'))
            as wrong_value,
        count_if(odd_day(start_date)) + count_if(odd_day(end_date)) + count_if(odd_day(confirmed_on))
            + count_if(odd_day(recorded_on)) as date_out_of_range,
        count_if(end_date < start_date) as end_before_start
    from education
    union all by name
    select
        count_if(participation_id is null) + count_if(service_id is null) + count_if(start_date is null)
            as missing_value,
        count_if(end_reason not in ('completed', 'job', 'education', 'interrupted', 'moved', 'other'))
            + count_if(chosen_by not in ('client', 'coach', 'lottery', 'default')) as wrong_value,
        count_if(odd_day(referral_date)) + count_if(odd_day(start_date)) + count_if(odd_day(end_date))
            as date_out_of_range,
        count_if(end_date < start_date) as end_before_start,
        count_if((person_id is null) = (employer_id is null)) as subject
    from participations
    union all by name
    select
        count_if(participation_id is null) + count_if(milestone is null) + count_if(date is null) as missing_value,
        count_if(source not in ('register', 'employer', 'provider', 'client')) as wrong_value,
        count_if(odd_day(date)) + count_if(odd_day(confirmed_on)) + count_if(odd_day(recorded_on))
            as date_out_of_range
    from milestones
    union all by name
    select
        count_if(pilot_id is null) + count_if(person_id is null) + count_if(start_date is null) as missing_value,
        count_if(odd_day(start_date)) + count_if(odd_day(end_date)) as date_out_of_range,
        count_if(end_date < start_date) as end_before_start
    from enrolments
    union all by name
    select
        count_if(person_id is null) + count_if(coach_id is null) + count_if(start_date is null) as missing_value,
        count_if(odd_day(start_date)) + count_if(odd_day(end_date)) as date_out_of_range,
        count_if(end_date < start_date) as end_before_start
    from coach_assignments
    union all by name
    select
        count_if(person_id is null) + count_if(scored_on is null) as missing_value,
        count_if(not risk between 0 and 1) as wrong_value,
        count_if(odd_day(scored_on)) as date_out_of_range
    from risk_scores
    union all by name
    select
        count_if(person_id is null) + count_if(kind is null) + count_if(date is null) as missing_value,
        count_if(kind not in (
            'initial_interview', 'job_search_discussion', 'supplementary_discussion', 'other'
        )) + count_if(mode not in ('face_to_face', 'phone', 'video')) as wrong_value,
        count_if(odd_day(date)) as date_out_of_range
    from contacts
    union all by name
    select
        count_if(employer_id is null) as missing_value,
        count_if(personnel < 0) as negative
    from employers
), codes as (
    select
        count_if(code is null or residences.start_date > valid_to) as faults
    from residences
    left join municipalities on code = municipality
    where municipality is not null
    union all
    select count_if(code is null) as faults
    from employers
    left join municipalities on code = municipality
    where municipality is not null
), again as (
    select count(*) - 1 as faults from persons group by person_id having count(*) > 1
    union all
    select count(*) - 1 as faults from employment group by employment_id having count(*) > 1
    union all
    select count(*) - 1 as faults from earnings group by person_id, employer_id, month having count(*) > 1
    union all
    select count(*) - 1 as faults from participations group by participation_id having count(*) > 1
    union all
    select count(*) - 1 as faults from employers group by employer_id having count(*) > 1
), lost as (
    select count(*) as faults from residences anti join persons using (person_id) where person_id is not null
    union all
    select count(*) as faults from statuses anti join persons using (person_id) where person_id is not null
    union all
    select count(*) as faults from rights anti join persons using (person_id) where person_id is not null
    union all
    select count(*) as faults from benefits anti join persons using (person_id) where person_id is not null
    union all
    select count(*) as faults from employment anti join persons using (person_id) where person_id is not null
    union all
    select count(*) as faults from earnings anti join persons using (person_id) where person_id is not null
    union all
    select count(*) as faults from education anti join persons using (person_id) where person_id is not null
    union all
    select count(*) as faults from participations anti join persons using (person_id) where person_id is not null
    union all
    select count(*) as faults from milestones anti join participations using (participation_id)
    where participation_id is not null
    union all
    select count(*) as faults from enrolments anti join persons using (person_id) where person_id is not null
    union all
    select count(*) as faults from coach_assignments anti join persons using (person_id) where person_id is not null
    union all
    select count(*) as faults from risk_scores anti join persons using (person_id) where person_id is not null
    union all
    select count(*) as faults from contacts anti join persons using (person_id) where person_id is not null
), crossed as (
    select start_date <= lag(coalesce(end_date, date '9999-12-31')) over one as crosses
    from residences window one as (partition by person_id order by start_date)
    union all
    select start_date <= lag(coalesce(end_date, date '9999-12-31')) over one as crosses
    from statuses window one as (partition by person_id order by start_date)
    union all
    select start_date <= lag(coalesce(end_date, date '9999-12-31')) over one as crosses
    from rights window one as (partition by person_id order by start_date)
    union all
    select start_date <= lag(coalesce(end_date, date '9999-12-31')) over one as crosses
    from benefits window one as (partition by person_id order by start_date)
)
select * from (unpivot (select sum(columns(*)) from own) on columns(*) into name kind value faults)
union all
select 'unknown_municipality' as kind, sum(faults) as faults from codes
union all
select 'duplicate_key' as kind, sum(faults) as faults from again
union all
select 'unknown_reference' as kind, sum(faults) as faults from lost
union all
select 'overlap' as kind, count_if(crosses) as faults from crossed
