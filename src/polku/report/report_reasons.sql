-- People who belong by each reason that is true of them; a person with two reasons is in two rows.
select reason as key, count(*) as persons
from (select unnest(string_split(reasons, '|')) as reason from report_people) as each_reason
where reason <> ''
group by reason
