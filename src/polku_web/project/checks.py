"""What `polku check-deploy` asks beyond Django's own checks."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection

from polku_web.audit.triggers import missing


def safe_settings(app_configs: Any, **rest: Any) -> list[CheckMessage]:
    """Demo, keys, https and database."""
    found: list[CheckMessage] = []
    if settings.DEMO:
        found.append(Error("POLKU_DEMO is 1: anyone can sign in as anyone.", hint="Leave it out.", id="polku.E001"))
    for key in settings.DATA_KEYS:
        try:
            Fernet(key)
        except ValueError:
            hint = "A key is 32 bytes in URL-safe base64: polku make-secrets prints one."
            found.append(Error("DATA_KEYS has a key that is none.", hint=hint, id="polku.E002"))
    if len(settings.SEARCH_KEY) < 32:
        found.append(Error("SEARCH_KEY is shorter than 32 characters.", hint="polku make-secrets", id="polku.E003"))
    if not settings.HTTPS:
        found.append(Error("HTTPS is 0: cookies travel readable.", hint="Set HTTPS=1.", id="polku.E004"))
    if not settings.SECOND_FACTOR:
        found.append(Error("SECOND_FACTOR is 0: staff need a password only.", hint="Set it to 1.", id="polku.E005"))
    if not set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"} or "*" in settings.ALLOWED_HOSTS:
        hint = "Name the service's own host."
        found.append(Error("ALLOWED_HOSTS does not name the service.", hint=hint, id="polku.E006"))
    if connection.vendor == "sqlite":
        hint = "It is fine for one machine and few people; see docs/web/operation.md for PostgreSQL."
        found.append(Warning("The database is SQLite.", hint=hint, id="polku.W001"))
    return found


def audit_protected(app_configs: Any, **rest: Any) -> list[CheckMessage]:
    """The triggers of the log are in the database."""
    try:
        absent = missing(connection)
    except DatabaseError:
        return [Error("The database does not answer.", hint="See DATABASE_URL.", id="polku.E007")]
    told = f"The audit log is not protected: {', '.join(absent)} missing."
    return [Error(told, hint="Run polku migrate.", id="polku.E008")] if absent else []


def register_checks() -> None:
    """Called once, when the app is ready. They run before deployment only."""
    register(safe_settings, Tags.security, deploy=True)
    register(audit_protected, "audit", deploy=True)
