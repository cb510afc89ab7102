-- Milestones and deliveries of the client's participations, and for each fee whether a row counts or why not (rule 4).
with rows as (
    select
        explain_fees.*,
        milestones.milestone as name,
        milestones.date,
        cast(null as decimal(12,2)) as quantity,
        milestones.source
    from explain_fees
    join milestones
        on milestones.participation_id = explain_fees.participation_id
        and milestones.milestone = explain_fees.milestone
    where explain_fees.kind = 'milestone' and milestones.date <= $until
    union all
    select explain_fees.*, deliveries.unit as name, deliveries.date, deliveries.quantity, deliveries.source
    from explain_fees
    join deliveries on deliveries.participation_id = explain_fees.participation_id
    where explain_fees.kind = 'delivery' and deliveries.date <= $until
)
select
    rows.participation_id,
    rows.fee_id,
    rows.name as id,
    rows.date as start_date,
    cast(null as date) as end_date,
    cast(null as bigint) as days,
    rows.quantity,
    cast(null as bigint) as cents,
    rows.source,
    cast(null as varchar) as other,
    case
        when rows.kind = 'delivery' and rows.name <> rows.unit then 'other_unit'
        when rows.date < rows.start_date then 'before_start'
        when rows.date > rows.closes_on then 'late'
        when contract_sources.source is null then 'unproved'
        when rows.kind = 'milestone' and rows.own and rows.date > rows.earned_on then 'later_row'
        else 'counted'
    end as code
from rows
left join contract_sources
    on contract_sources.terms_id = rows.terms_id and contract_sources.source = rows.source
