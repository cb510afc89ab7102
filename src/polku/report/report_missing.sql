-- Undecided people by what is missing: the columns that decide, joined as targeting gives them.
select missing as key, count(*) as persons
from undecided
group by missing
