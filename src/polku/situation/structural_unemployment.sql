-- Structural unemployment on the count day, each person once: long-term; 365 days unemployed among the last 486;
-- unemployed after a period in services that ended 91 to 365 days ago; again in services within 365 days.
select *, persons as counted, persons as among from people where hard_to_employ
