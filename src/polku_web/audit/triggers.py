"""The triggers that make the log append-only, in the words of each database, and the question whether they are there.

SQLite runs a delete trigger for `REPLACE` only with `recursive_triggers`, which the settings put on each connection.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("audit_entry", "audit_seal")
MESSAGE = "the audit log is append-only"
_OTHERS: list[str] = []


def guard(table: str) -> None:
    """Let `missing` ask for this table's triggers too; its app's migration makes them."""
    if table not in _OTHERS:
        _OTHERS.append(table)


def sqlite_statements() -> list[str]:
    """One trigger for each table and for each of change and removal."""
    return [
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for table in TABLES
        for event in ("UPDATE", "DELETE")
    ]


def postgresql_statements() -> list[str]:
    """A function that refuses, and a trigger for each table: `TRUNCATE` as well, and also for a replica's session."""
    function = (
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    triggers = [
        statement
        for table in TABLES
        for statement in (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only",
        )
    ]
    return [function, *triggers]


def statements(vendor: str) -> list[str]:
    """What a migration runs on this kind of database."""
    return postgresql_statements() if vendor == "postgresql" else sqlite_statements()


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """What keeps the log from being append-only here: names of absent or disabled triggers; empty when all is well."""
    if connection.vendor == "postgresql":
        wanted = {f"{table}_append_only" for table in (*TABLES, *_OTHERS)}
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
    else:
        wanted = {f"{table}_no_{event}" for table in (*TABLES, *_OTHERS) for event in ("update", "delete")}
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {row[0] for row in cursor.fetchall()}
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA recursive_triggers")
            wanted |= set() if cursor.fetchone()[0] else {"recursive_triggers"}
    return sorted(wanted - there)
