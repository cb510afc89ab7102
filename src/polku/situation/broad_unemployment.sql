-- Unemployed or in services on the count day: status 00, 02, 03, 07 or 08.
select *, persons as counted, persons as among from people where unemployed or in_services
