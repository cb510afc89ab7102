-- In services on the count day: status 00, 07 or 08.
select *, persons as counted, persons as among from people where in_services
