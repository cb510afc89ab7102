"""A file of clients on its way in: the batch with its state, and each row with its faults until it is in."""
