"""The triggers that keep a referral's events: never changed, and not removed while the referral is open.

When the time for which a client's data are kept is over, the events of a closed referral go with it; the log, which is
never shortened, still has every move.
"""

from __future__ import annotations

TABLE = "market_referralevent"
MESSAGE = "events of a referral are append-only"
OPEN = (
    "EXISTS (SELECT 1 FROM market_referral WHERE market_referral.id = OLD.referral_id "
    "AND market_referral.state IN ('sent', 'seen', 'accepted', 'started'))"
)


def sqlite_statements() -> list[str]:
    """One trigger for change, one for removal."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    return [
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} {refuse}",
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} WHEN {OPEN} {refuse}",
    ]


def postgresql_statements() -> list[str]:
    """The same; `TRUNCATE` is refused as well, and all of it also in a replica's session."""
    function = (
        "CREATE OR REPLACE FUNCTION market_keep_event() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {OPEN} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; RETURN OLD; END $$"
    )
    return [
        f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
        f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_append_only",
        function,
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION market_keep_event()",
        f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_no_delete",
    ]


def statements(vendor: str) -> list[str]:
    """What the migration runs on this kind of database."""
    return postgresql_statements() if vendor == "postgresql" else sqlite_statements()
