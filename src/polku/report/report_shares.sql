-- The municipal share that costs something, by month and bracket, with sums (null): cents, and on how many people they
-- rest. Of the pilot's municipalities (of all, where it names none); people under a non-disclosure order are left out.
select
    month,
    bracket,
    cast(sum(share_cents) as bigint) as cents,
    count(distinct person_shares.person_id) as persons
from person_shares
join persons on persons.person_id = person_shares.person_id
where
    share_cents > 0
    and not coalesce(persons.non_disclosure, false)
    and (
        municipality in (select code from report_places)
        or not exists (select code from report_places)
    )
group by grouping sets ((month, bracket), (month), (bracket), ())
