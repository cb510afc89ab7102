-- Unemployed on the count day, for 365 unbroken days or more.
select *, persons as counted, persons as among from people where unemployed and duration in ('12-23', '24-plus')
