"""Polku: one definition of a pilot, one set of facts, one chain from the client's first day to the last euro.

The rooms stand in their order: `base`, `law`, `pilots`, `definition`, `facts`, `simulation`, `targeting`,
`outcome`, `settlement`, `report`. `pipeline` knows them all; `cli` is the door.
"""
