-- Cents of the municipal share by month and municipality, and the people for whom something is paid, each once a month.
with sums as (
    select
        shares.month,
        shares.municipality as code,
        coalesce(persons.non_disclosure, false) as hidden,
        shares.person_id,
        sum(shares.share_cents) as cents
    from person_shares as shares
    join persons on persons.person_id = shares.person_id
    where shares.month between $first and $last
    group by shares.month, shares.municipality, coalesce(persons.non_disclosure, false), shares.person_id
), placed as (
    select *, row_number() over (partition by month, person_id order by cents desc, code) as place
    from sums
    where cents > 0
)
select
    month,
    code,
    hidden,
    sum(case when place = 1 then 1 else 0 end) as people,
    sum(cents) as counted
from placed
group by month, code, hidden
