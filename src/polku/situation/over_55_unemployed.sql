-- Unemployed on the count day and 55 years old or older.
select *, persons as counted, persons as among from people where unemployed and age = '55-plus'
