-- People who belong by municipality of residence; the row without a code has those under a non-disclosure order.
select coalesce(municipality, '') as key, count(*) as persons
from report_people
group by municipality
