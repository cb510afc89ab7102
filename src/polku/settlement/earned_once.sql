-- A fee once per client and contract (rule 7), and of what is earned only with proof that the contract does not
-- accept, the claim (rule 9): what is proved goes before what is not.
with ranked as (
    select
        *,
        row_number() over (
            partition by contract_id, subject, fee_id
            order by accepted desc, over_maximum, earned_on, participation_id
        ) as place
    from earned
)
select
    contract_id,
    terms_id,
    subject,
    person_id,
    participation_id,
    over_maximum,
    fee_id,
    position,
    not accepted as claimed,
    earned_on,
    counted_from,
    amount_cents
from ranked
where place = 1
