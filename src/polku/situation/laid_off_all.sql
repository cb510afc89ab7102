-- Laid off on the count day, whole weeks or a part of them: status 03 or 04.
select *, persons as counted, persons as among from people where status in ('laid_off', 'reduced_hours')
