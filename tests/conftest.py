"""Hypothesis profiles. `usual` is for every run, `thorough` for `make check-all`: HYPOTHESIS_PROFILE=thorough.

A failing example is printed with the blob that repeats it; pytest-randomly prints the seed of the order.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "usual")

for name, examples in {"usual": 60, "thorough": 1000}.items():
    # One example may start an engine of its own: slow is no fault. Every other health check stands.
    settings.register_profile(
        name,
        max_examples=examples,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile(PROFILE)


def pytest_report_header(config: pytest.Config) -> str:
    """Say in the run's head how many examples each property was tried on."""
    return f"hypothesis: profile {PROFILE}, {settings().max_examples} examples a property (HYPOTHESIS_PROFILE)"


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share what is made once a module stay on one worker: each worker would make it anew."""
    for item in items:
        shared = getattr(item, "_fixtureinfo").name2fixturedefs.values()  # noqa: B009 - pytest tells it nowhere else
        made_once = any(one.scope == "module" and one.baseid.startswith("tests") for found in shared for one in found)
        if made_once and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
