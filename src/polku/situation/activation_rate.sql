-- In services that count in the rate, among them and the unemployed.
select *, case when in_rate then persons else 0 end as counted, persons as among from people where unemployed or in_rate
