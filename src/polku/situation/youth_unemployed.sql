-- Unemployed on the count day and under 25 years old.
select *, persons as counted, persons as among from people where unemployed and age = 'under-25'
