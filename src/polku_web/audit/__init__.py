"""Who did, saw or was refused what: an append-only log that the database itself protects, sealed by a chain of hashes."""
