-- Each client who goes to a successor, with what is open. A non-disclosure order hides the place and the contact.
with coaches as (
    select person_id, string_agg(coach_id, '|' order by coach_id) as coach_id
    from (
        select distinct person_id, coach_id from coach_assignments
        where start_date <= $on and (end_date is null or end_date >= $on)
    ) as assigned
    group by person_id
), meetings as (
    select person_id, min(date) as next_meeting_on
    from contacts
    where date > $on
    group by person_id
), counted as (
    select
        person_id,
        count(case when kind = 'open_referral' then 1 end) as open_referrals,
        count(case when kind = 'participation' then 1 end) as participations,
        count(case when kind = 'voucher' then 1 end) as vouchers
    from closing_cases
    group by person_id
)
select
    closing_clients.organiser,
    closing_clients.person_id,
    case when not closing_clients.protected then closing_clients.municipality end as municipality,
    closing_clients.protected as non_disclosure,
    case when not closing_clients.protected then coaches.coach_id end as coach_id,
    case when not closing_clients.protected then meetings.next_meeting_on end as next_meeting_on,
    coalesce(counted.open_referrals, 0) as open_referrals,
    coalesce(counted.participations, 0) as participations,
    coalesce(counted.vouchers, 0) as vouchers
from closing_clients
left join coaches on coaches.person_id = closing_clients.person_id
left join meetings on meetings.person_id = closing_clients.person_id
left join counted on counted.person_id = closing_clients.person_id
where closing_clients.reason is null
