"""Who did, saw or was refused what: an append-only log that the database protects, sealed by a chain of hashes."""
