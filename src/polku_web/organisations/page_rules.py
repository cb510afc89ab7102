"""The rules of pages that other packages bring. Ours carry theirs on the view (`polku_web.base.rights.page`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from polku_web.base.rights import ANYONE, SIGNED_IN, Access

OTHERS: dict[str, Access] = {
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_inactive": ANYONE,
    "account_reauthenticate": SIGNED_IN,
    "mfa_authenticate": ANYONE,  # between the password and the second factor nobody is signed in
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "openid_connect_login": ANYONE,
    "openid_connect_callback": ANYONE,
    "socialaccount_login_cancelled": ANYONE,
    "socialaccount_login_error": ANYONE,
}


def access_of(view: Callable[..., Any], name: str) -> Access | None:
    """Who gets to a page; None when nobody has said, and then nobody does."""
    own: Access | None = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    return own or OTHERS.get(name)
