-- Unemployed jobseekers on the count day: status 02 or 03.
select *, persons as counted, persons as among from people where unemployed
