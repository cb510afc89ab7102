"""How many examples a property is tried on, in shares of the profile's (tests/conftest.py)."""

from __future__ import annotations

from hypothesis import settings

a_few = settings(max_examples=max(10, settings().max_examples // 6))
