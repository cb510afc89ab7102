"""Nothing in the repository names one machine, one person's folder or where packages came from."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT, files, name_of

# Put together here, so that this file does not name them itself.
PLACES = re.compile(
    "|".join(
        [
            rf"(?<![\w.*{{}}-])/(?:{'|'.join(['work', 'root', 'home', 'Users', 'opt'])})/",
            r"[A-Z]:\\Users\\",
            r"\b(?:files\.python" + r"hosted|registry\.npm" + r"js|py" + r"pi)\.org\b",
            r"--(?:extra-)?index" + r"-url|PIP_" + r"FIND_LINKS",
        ]
    )
)
# A lock file says by its nature where each package is published.
LOCKS = {ROOT / "uv.lock"}
TEXT = [
    path for path in files() if path not in LOCKS and path.suffix not in (".png", ".parquet", ".woff2", ".ico", ".mo")
]


def test_no_file_names_a_place() -> None:
    named = [
        f"{name_of(path)}:{row}: {line.strip()[:200]}"
        for path in TEXT
        for row, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1)
        if PLACES.search(line)
    ]
    assert not named, "\n".join(named)


@pytest.mark.parametrize(
    ("text", "is_place"),
    [
        ("see /" + "work/main", True),
        ("'/" + "home/maija/facts'", True),
        ("https://example.org/home/page", False),
        ("src/work/x", False),
    ],
)
def test_a_place_is_known_when_seen(text: str, is_place: bool) -> None:
    assert bool(PLACES.search(text)) == is_place
