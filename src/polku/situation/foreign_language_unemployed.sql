-- Unemployed on the count day whose native language is known and is none of fi, sv, se, smn, sms.
select *, persons as counted, persons as among from people where unemployed and language = 'foreign'
