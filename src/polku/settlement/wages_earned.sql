-- The last day of the month in which a participation's wages reach the fee's threshold (rule 6).
with months as (
    select own_wages.participation_id, own_wages.fee_id, own_wages.accepted, month_end, sum(own_wages.cents) as cents
    from own_wages
    group by own_wages.participation_id, own_wages.fee_id, own_wages.accepted, month_end
), sums as (
    select
        *,
        sum(cents) over (partition by participation_id, fee_id, accepted order by month_end rows unbounded preceding)
            as so_far
    from months
)
select sums.participation_id, sums.fee_id, sums.accepted, min(sums.month_end) as earned_on
from sums
join belonging on belonging.participation_id = sums.participation_id
join contract_fees on contract_fees.terms_id = belonging.terms_id and contract_fees.fee_id = sums.fee_id
where sums.so_far >= contract_fees.threshold_cents
group by sums.participation_id, sums.fee_id, sums.accepted
