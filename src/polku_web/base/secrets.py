"""Encryption of what must be read again, and a keyed hash of what must be found again.

`DATA_KEYS` are encryption keys, the newest first: old ones still open what they closed. `SEARCH_KEY` makes the hash;
without it nobody can find out whose hash it is by trying all identity numbers.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(maxsize=4)
def _made(keys: tuple[str, ...]) -> MultiFernet:
    """A box is made once for a set of keys: a file of clients asks for it tens of thousands of times."""
    return MultiFernet([Fernet(key) for key in keys])


def _box() -> MultiFernet:
    return _made(tuple(settings.DATA_KEYS))


def encrypted(text: str) -> str:
    """The text, readable only with one of `DATA_KEYS`; each time another result."""
    return _box().encrypt(text.encode()).decode()


def decrypted(text: str) -> str:
    """What `encrypted` was given; raises InvalidToken when no key of ours closed it or it was changed."""
    return _box().decrypt(text.encode()).decode()


def encrypted_bytes(content: bytes) -> bytes:
    """A file, readable only with one of `DATA_KEYS`."""
    return _box().encrypt(content)


def decrypted_bytes(content: bytes) -> bytes:
    """What `encrypted_bytes` was given."""
    return _box().decrypt(content)


def search_hash(text: str) -> str:
    """64 hexadecimal digits, always the same for a text, not to be computed without `SEARCH_KEY`."""
    return hmac.new(settings.SEARCH_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
