-- Of the people who are paid on the last day, how many reach each bracket in each coming month: the paid day is known,
-- whether they are still paid on it is a chance. 95 % interval from that chance and from the hazards' own.
with reaching as (  -- the weekday on which the bracket's first paid day would be
    select
        bracket_stock.municipality,
        number,
        people,
        share_law.bracket,
        $past_k + share_law.bracket - number - 1 as reached_k
    from bracket_stock
    join share_law on share_law.benefit = bracket_stock.benefit and share_law.bracket > number
    where $past_k + share_law.bracket - number - 1 >= share_law.first_k
        and $past_k + share_law.bracket - number - 1 < share_law.past_k
), dated as (
    select municipality, month, number, bracket, sum(people) as people
    from reaching
    join share_months on reached_k >= share_months.first_k and reached_k < share_months.past_k
    group by municipality, month, number, bracket
), waits as (  -- the paid days still to come, by the bracket in which they are spent
    select
        dated.*,
        bracket_hazards.bracket as spent_in,
        hazard,
        variance,
        greatest(least(dated.bracket, past_bracket) - greatest(number, bracket_hazards.bracket), 0) as wait
    from dated
    cross join bracket_hazards
), stays as (
    select
        municipality,
        month,
        number,
        bracket,
        people,
        exp(-sum(hazard * wait)) as stay
    from waits
    group by municipality, month, number, bracket, people
), expected as (
    select
        municipality,
        month,
        bracket,
        sum(people) as people,
        sum(people * stay) as persons,
        sum(people * stay * (1 - stay)) as chance
    from stays
    group by municipality, month, bracket
), slopes as (
    select
        waits.municipality,
        waits.month,
        waits.bracket,
        spent_in,
        variance,
        sum(waits.people * stay * wait) as slope
    from waits
    join stays
        on stays.municipality is not distinct from waits.municipality
        and stays.month = waits.month
        and stays.number = waits.number
        and stays.bracket = waits.bracket
    group by waits.municipality, waits.month, waits.bracket, spent_in, variance
), spread as (
    select municipality, month, bracket, sum(slope * slope * variance) as of_hazards
    from slopes
    group by municipality, month, bracket
)
select
    expected.month,
    expected.municipality,
    cast(expected.bracket as bigint) as bracket,
    cast(people as bigint) as people,
    round(cast(persons as double), 2) as persons,
    round(cast(greatest(persons - 1.96 * sqrt(chance + of_hazards), 0) as double), 2) as low,
    round(cast(least(persons + 1.96 * sqrt(chance + of_hazards), people) as double), 2) as high,
    people < 5 as suppressed
from expected
join spread
    on spread.municipality is not distinct from expected.municipality
    and spread.month = expected.month
    and spread.bracket = expected.bracket
