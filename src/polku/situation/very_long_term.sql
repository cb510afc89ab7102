-- Unemployed on the count day, for more than 730 unbroken days.
select *, persons as counted, persons as among from people where unemployed and duration = '24-plus'
