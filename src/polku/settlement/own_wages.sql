-- A month's wages that count for a participation (rule 6): attributed by the month's first day, not of a former
-- employer, within the fee's window; with accepted proof and with any.
with pairs as (
    select
        belonging.participation_id,
        belonging.terms_id,
        belonging.start_date as base,
        belonging.last_day,
        belonging.attribution,
        earnings.person_id,
        earnings.employer_id,
        earnings.month,
        cast(earnings.month + interval 1 month as date) - 1 as month_end,
        earnings.cents,
        earnings.subsidised,
        earnings.source,
        row_number() over (
            partition by earnings.person_id, earnings.employer_id, earnings.month
            order by belonging.start_date desc, belonging.participation_id desc
        ) as nearness
    from belonging
    join earnings on earnings.person_id = belonging.person_id
    where earnings.month > belonging.start_date and earnings.month <= $until
), own as (
    select * from pairs where attribution = 'shared' or nearness = 1
), counting as (
    select
        own.participation_id,
        contract_fees.fee_id,
        own.employer_id,
        own.month,
        own.month_end,
        own.cents,
        contract_sources.source is not null as accepted
    from own
    join contract_fees on contract_fees.terms_id = own.terms_id and contract_fees.pays_for = 'earnings'
    left join former_employers as former
        on former.participation_id = own.participation_id and former.employer_id = own.employer_id
    left join contract_sources
        on contract_sources.terms_id = own.terms_id and contract_sources.source = own.source
    where former.participation_id is null
        and (contract_fees.subsidised or not own.subsidised)
        and own.month_end <= least(own.base + contract_fees.window_days, own.last_day)
)
select participation_id, fee_id, employer_id, month, month_end, cents, true as accepted from counting where accepted
union all
select participation_id, fee_id, employer_id, month, month_end, cents, false as accepted from counting
