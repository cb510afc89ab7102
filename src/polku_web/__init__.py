"""What happened, and what may not happen: people, rights, transactions and audit, as a web service on Django.

Its apps, each importing only those to the right: `project`, `clients`, `organisations`, `audit`, `base`. What a rule
means is told by `polku`; nothing is computed a second time here.
"""
