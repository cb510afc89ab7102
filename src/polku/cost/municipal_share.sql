-- The municipal share: person_shares summed over persons.
select
    month,
    municipality,
    benefit,
    cast(bracket as bigint) as bracket,
    count(*) as persons,
    cast(sum(days) as bigint) as days,
    cast(sum(share_cents) as bigint) as share_cents,
    bool_or(estimated) as estimated
from person_shares
group by month, municipality, benefit, bracket
