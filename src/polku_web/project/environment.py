"""Settings from the environment, each read in one place. docs/web/settings.md lists them; a test holds that it does."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# What settings are read, in the order in which they were asked for; the page of settings is held against it.
NAMES: dict[str, str] = {}


def text(name: str, default: str = "") -> str:
    """The variable, or the default."""
    NAMES[name] = default
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """1 or 0; anything else is a mistake and said to be one."""
    said = text(name, "1" if default else "0")
    if said not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} is {said!r}; write 1 or 0.")
    return said == "1"


def number(name: str, default: int) -> int:
    """A whole number."""
    said = text(name, str(default))
    if not said.isdigit():
        raise ImproperlyConfigured(f"{name} is {said!r}; write a whole number.")
    return int(said)


def words(name: str, default: str = "") -> list[str]:
    """Words with commas between them."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str, *, demo: bool, what: str) -> str:
    """A secret that must be given; only the demo, whose people are invented, has one of its own."""
    said = text(name)
    if not said and not demo:
        raise ImproperlyConfigured(f"{name} is not set: {what}. Or set POLKU_DEMO=1 for the demo with invented people.")
    return said or _of_demo(name)


def _of_demo(name: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(f"polku demo {name}".encode()).digest()).decode()


def database(name: str, default: str) -> dict[str, Any]:
    """`sqlite:///FILE` or `postgres://USER:PASSWORD@HOST:PORT/NAME?OPTION=…` as Django's settings of a database."""
    url = urlsplit(text(name, default))
    if url.scheme == "sqlite":
        path = unquote(url.path[1:])
        if path != ":memory:" and not path:
            raise ImproperlyConfigured(f"{name} names no file; write sqlite:///polku.sqlite3.")
        # Closed after each request: one kept open would go on with a file that a restored one has taken the place of.
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path if path == ":memory:" else Path(path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # a writer waits its turn at the beginning, not in the middle
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON",
            },
        }
    if url.scheme in ("postgres", "postgresql"):
        options = dict(parse_qsl(url.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path[1:]),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or "") if not options.get("host") else options.pop("host"),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise ImproperlyConfigured(f"{name} begins with {url.scheme!r}; write sqlite:/// or postgres://.")


def sign_in_services(name: str) -> list[dict[str, Any]]:
    """OpenID Connect providers as JSON: a list of {id, name, server_url, client_id, secret, match, claim}."""
    said = text(name, "[]")
    try:
        services = json.loads(said)
        return [
            {
                "provider_id": one["id"],
                "name": one["name"],
                "client_id": one["client_id"],
                "secret": one["secret"],
                "settings": {
                    "server_url": one["server_url"],
                    "match": one["match"],
                    "claim": one.get("claim", one["match"]),
                    "oauth_pkce_enabled": True,
                },
            }
            for one in services
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(
            f"{name} is no list of sign-in services: {error!r}. "
            "Each has id, name, server_url, client_id, secret and match."
        ) from error
