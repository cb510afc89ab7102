-- The client's studies, and for each fee on them whether a row counts or why not (rule 6).
select
    explain_fees.participation_id,
    explain_fees.fee_id,
    cast(null as varchar) as id,
    education.start_date,
    education.end_date,
    cast(null as bigint) as days,
    cast(null as decimal(12,2)) as quantity,
    cast(null as bigint) as cents,
    education.source,
    cast(null as varchar) as other,
    case
        when education.start_date <= explain_fees.start_date then 'began_before'
        when education.start_date > explain_fees.closes_on then 'after_window'
        when contract_sources.source is null then 'unproved'
        when explain_fees.own and education.start_date > explain_fees.earned_on then 'later_row'
        else 'counted'
    end as code
from explain_fees
join education on education.person_id = explain_fees.person_id
left join contract_sources
    on contract_sources.terms_id = explain_fees.terms_id and contract_sources.source = education.source
where explain_fees.kind = 'education' and education.start_date <= $until
