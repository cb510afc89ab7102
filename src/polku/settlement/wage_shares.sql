-- A share of the wages (rules 6 and 7): of the distinct rows that count for at least one of the client's participations.
with rows as (
    select
        belonging.contract_id,
        belonging.subject,
        own_wages.fee_id,
        own_wages.accepted,
        own_wages.employer_id,
        own_wages.month_end,
        own_wages.cents,
        own_wages.participation_id,
        row_number() over (
            partition by
                belonging.contract_id, belonging.subject, own_wages.fee_id, own_wages.accepted,
                own_wages.employer_id, own_wages.month_end
            order by own_wages.participation_id desc
        ) as place,
        contract_fees.share_bp
    from own_wages
    join belonging on belonging.participation_id = own_wages.participation_id and belonging.gathers
    join contract_fees on contract_fees.terms_id = belonging.terms_id and contract_fees.fee_id = own_wages.fee_id
    where contract_fees.share_bp is not null
), last_rows as (
    select
        *,
        row_number() over (
            partition by contract_id, subject, fee_id, accepted order by month_end desc, participation_id desc
        ) as from_last
    from rows
    where place = 1
)
select
    contract_id,
    subject,
    fee_id,
    accepted,
    max(case when from_last = 1 then participation_id end) as participation_id,
    max(month_end) as earned_on,
    cast(sum(cents) as bigint) as wages_cents,
    (2 * cast(sum(cents) as bigint) * max(share_bp) + 10000) // 20000 as amount_cents
from last_rows
group by contract_id, subject, fee_id, accepted
having sum(cents) > 0
