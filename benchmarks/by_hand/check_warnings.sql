-- What is odd but possible, by hand. There is no table of vouchers: each that is named is unknown.
select 'unknown_employer' as kind, count(*) as faults
from employment anti join employers using (employer_id) where employer_id is not null
union all
select 'unknown_employer' as kind, count(*) as faults
from earnings anti join employers using (employer_id) where employer_id is not null
union all
select 'unknown_employer' as kind, count(*) as faults
from participations anti join employers using (employer_id) where employer_id is not null
union all
select 'unknown_voucher' as kind, count(voucher_id) as faults from participations
union all
select 'residence_gap' as kind, count(*) as faults
from (
    select start_date, max(coalesce(end_date, date '9999-12-30')) over (
        partition by person_id order by start_date rows between unbounded preceding and 1 preceding
    ) as before
    from residences
)
where start_date > before + 1
union all
select 'residence_before_birth' as kind, count(*) as faults
from residences join persons using (person_id) where start_date < birth_date
union all
select 'unusual_age' as kind, count(*) as faults
from persons
join (select person_id, min(start_date) as first, max(start_date) as last from statuses group by person_id)
    using (person_id)
where first < birth_date + interval 15 year or last >= birth_date + interval 76 year
union all
select 'overlapping_jobs' as kind, count(*) as faults
from (
    select start_date <= max(coalesce(end_date, date '9999-12-31')) over (
        partition by person_id, employer_id order by start_date rows between unbounded preceding and 1 preceding
    ) as crosses
    from employment
    where employer_id is not null
)
where crosses
union all
select 'outside_participation' as kind, count(*) as faults
from milestones join participations using (participation_id)
where date < start_date or date > end_date
union all
select 'municipality_ends' as kind, count(*) as faults
from residences join municipalities on code = municipality
where start_date <= valid_to and (end_date is null or end_date > valid_to)
