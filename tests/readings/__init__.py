"""The second readings: the design's pages in the plainest Python, day by day, for Hypothesis to hold against the SQL.

Nothing here reads the product's rules. `days` has words for days and rows; `persons_at`, `membership`, `outcomes` and
`settlement` are the readings; `worlds`, `working_worlds` and `contracts` invent small inputs, `pilot_files` writes them
as definitions and `tables` reads the product's answers.
"""
