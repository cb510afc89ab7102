-- Companies' ended participations by service, with the sum (null): the path of people does not count them.
select service_id, count(distinct employer_id) as companies
from participations
where person_id is null
    and start_date between coalesce(cast($first as date), start_date) and cast($until as date)
    and end_date <= cast($until as date)
group by grouping sets ((service_id), ())
