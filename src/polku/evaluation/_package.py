"""The research package: the rows without ids and days, the figures, and what repeats them; described as an RO-Crate."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from polku.base.engine import Columns, Engine
from polku.evaluation._conclusions import CONCLUSIONS
from polku.evaluation._estimates import BALANCE, ESTIMATES, VERDICTS, look
from polku.evaluation._evaluate import Answered, Evaluation
from polku.evaluation._outcomes import EvaluationError, Payer, parse, service_payer
from polku.evaluation._studies import Study
from polku.evaluation._waves import Waves

TABLES: dict[str, Columns] = {
    "estimates": ESTIMATES, "balance": BALANCE, "verdicts": VERDICTS, "conclusions": CONCLUSIONS,
}  # fmt: skip
CRATE = "https://w3id.org/ro/crate/1.1"
CLOSE = 1e-6  # of a figure, when it is estimated again on another machine
MEANINGS = {
    "treated": "1: treated (drawn, began the service, lives in the pilot's area); 0: compared with",
    "took": "1: began the service within the window after day 0",
    "block": "the block of the draw; other: fewer than five people",
    "municipality": "municipality on day 0, where errors go together by it; else empty",
    "step": "staggered start: running number of the day on which the person was looked at",
    "begins": "staggered start: the step at which the municipality began",
    "quarter": "the quarter of day 0: year × 4 + 0 to 3",
    "age_band": "age on day 0",
    "sex": "as in the facts",
    "language": "national: Finnish, Swedish or Sámi",
    "immigrant": "covered by the Integration Act",
    "education": "basic: ISCED 0-2; secondary: 3-4; higher: 5-8",
    "benefit": "benefit on the day before day 0",
    "spell": "days of unbroken broad unemployment before day 0",
    "services_before": "services begun in the year before day 0",
    "employed": "1: at work on the last day of the window",
    "open_market": "1: in open-market work on the last day of the window",
    "employed_days": "days at work in the window",
    "open_market_days": "days in open-market work",
    "unemployed_days": "days with status 02 or 03",
    "broadly_unemployed_days": "days with status 02, 03, 00, 07 or 08",
    "benefit_cents": "benefits paid, basic part, cents",
    "benefit_state_cents": "the state's part of them",
    "benefit_municipality_cents": "the municipality's part of them",
    "benefit_funds_cents": "the unemployment funds' part of them",
    "earnings_cents": "wages, cents; empty: the facts have none",
    "service_cents": "cost of services, cents",
}
README = """# Research package

The rows on which the estimates of {pilot} rest, as known on {until}, without ids and days. data-dictionary.csv says
what each column is; the windows are of the days in the file's name. Rows stand in the order of what they say.

These rows are about people. They are made for a closed research desktop and are not to be published: a rare combination
may still be known to somebody who knows the person.

To repeat the figures, install polku {version} and run

    python repeat.py

It estimates everything again from data/ and compares it with estimates.csv.
"""
REPEAT = '''"""Estimate everything again from the rows beside this file, and compare with estimates.csv."""

import sys
from pathlib import Path

from polku.evaluation import repeat

differences = repeat(Path(__file__).parent)
print("\\n".join(differences) or "All figures are the same.")
sys.exit(bool(differences))
'''


def write_package(engine: Engine, found: Evaluation, out: Path) -> None:
    """Write the research package of an evaluation into `out`: an RO-Crate 1.1 whose files are told with their hashes.

    Holds the rows of every study (no ids, no days), the tables that `evaluate` keeps on the engine (but those of
    producers), a data dictionary, and `repeat.py`. Raises EvaluationError when `out` has files already.
    """
    if out.exists() and any(out.iterdir()):
        raise EvaluationError(f"The folder {out} is not empty. Give the research package a new folder.")
    (out / "data").mkdir(parents=True)
    payer = service_payer(found.pilot)
    studies = [_study(answered, place, out) for place, answered in enumerate(found.answered, 1)]
    told = {"pilot": found.pilot.pilot, "until": found.until.isoformat(), "service_payer": payer, "studies": studies}
    (out / "studies.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, columns in TABLES.items():
        _write_csv(out / f"{name}.csv", list(columns), engine.rows(f'SELECT * FROM "{name}" ORDER BY ALL'))
    _write_csv(out / "data-dictionary.csv", ["column", "meaning"], _dictionary())
    readme = README.format(pilot=found.pilot.pilot, until=found.until, version=version("polku"))
    (out / "README.md").write_text(readme, encoding="utf-8")
    (out / "repeat.py").write_text(REPEAT, encoding="utf-8")
    crate = json.dumps(_crate(found, out), indent=2, ensure_ascii=False)
    (out / "ro-crate-metadata.json").write_text(crate + "\n", encoding="utf-8")


def _study(answered: Answered, place: int, out: Path) -> dict[str, object]:
    """Write the rows of a study, a file for each length of window; what is needed to estimate it again."""
    study, files = answered.study, {}
    for days, frame in answered.frames.items():
        files[str(days)] = f"data/study-{place}-{days}d.csv"
        frame.to_csv(out / files[str(days)], index=False)
    return {
        "id": study.id,
        "evaluation": study.evaluation,
        "kind": study.kind,
        "group": study.group,
        "service": study.service,
        "horizon": study.main_days,
        "asked": [one.name for one in study.asked],
        "outcomes": [one.name for one in study.outcomes],
        "files": files,
        "waves": None if study.waves is None else {"apart": study.waves.apart, "count": study.waves.count},
    }


def _write_csv(path: Path, columns: list[str], rows: Any) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _dictionary() -> Iterator[tuple[str, str]]:
    yield from MEANINGS.items()
    for prefix, when in (("before", "as long a time before day 0"), ("earlier", "the time before that")):
        for name in list(MEANINGS)[list(MEANINGS).index("employed") :]:
            yield f"{prefix}_{name}", f"the same of {when}: {MEANINGS[name]}"


def _crate(found: Evaluation, out: Path) -> dict[str, object]:
    """The metadata: RO-Crate 1.1, with size and SHA-256 of every file."""
    files = sorted(path for path in out.rglob("*") if path.is_file())
    kinds = {".csv": "text/csv", ".json": "application/json", ".py": "text/x-python", ".md": "text/markdown"}
    parts = [
        {
            "@id": path.relative_to(out).as_posix(),
            "@type": "File",
            "name": path.name,
            "encodingFormat": kinds[path.suffix],
            "contentSize": str(path.stat().st_size),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in files
    ]
    about = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Evaluation of {found.pilot.pilot}",
        "description": "Rows without ids and days, estimates, and what repeats them. For a closed research desktop.",
        "datePublished": found.until.isoformat(),
        "license": {"@id": "#terms"},
        "hasPart": [{"@id": part["@id"]} for part in parts],
    }
    terms = {
        "@id": "#terms",
        "@type": "CreativeWork",
        "name": "Research use under the authority's permit; the rows are not to be published",
    }
    describes = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": CRATE},
        "about": {"@id": "./"},
    }
    return {"@context": f"{CRATE}/context", "@graph": [describes, about, terms, *parts]}


def repeat(folder: Path) -> list[str]:
    """Estimate everything of a research package again; a sentence for each figure that differs, none when all agree.

    Raises EvaluationError when the folder holds no package.
    """
    try:
        told = json.loads((folder / "studies.json").read_text(encoding="utf-8"))
        with (folder / "estimates.csv").open(encoding="utf-8", newline="") as file:
            written = {tuple(row[:4]): row[4:] for row in list(csv.reader(file))[1:]}
    except OSError as error:
        raise EvaluationError(f"There is no research package in {folder}: {error.strerror}.") from error
    payer: Payer = told["service_payer"]
    again: dict[tuple[str, ...], list[float]] = {}
    for one in told["studies"]:
        frames = {int(days): _rows(folder / file) for days, file in one["files"].items()}
        for found in look(_told_study(one), frames, payer).found:
            key, figures = found.row()[:4], found.row()[4:]
            again[tuple(map(str, key))] = [float(str(figure)) for figure in figures]
    return list(_differences(written, again))


def _told_study(one: dict[str, Any]) -> Study:
    def outcomes(names: list[str]) -> tuple[Any, ...]:
        return tuple(parse(name, one["horizon"], one["evaluation"]) for name in names)

    asked, every = outcomes(one["asked"]), outcomes(one["outcomes"])
    waves = Waves({}, **one["waves"]) if one["waves"] else None
    return Study(one["id"], one["evaluation"], one["kind"], one["group"], one["service"], asked, every, waves=waves)


def _rows(path: Path) -> Any:
    import pandas as pd

    texts = {name: str for name in MEANINGS if name in _TEXTS}
    missing = {f"{prefix}earnings_cents": [""] for prefix in ("", "before_", "earlier_")}
    return pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=missing)


_TEXTS = (
    "block", "municipality", "age_band", "sex", "language", "immigrant", "education", "benefit", "spell",
    "services_before",
)  # fmt: skip


def _differences(written: dict[tuple[str, ...], list[str]], again: dict[tuple[str, ...], list[float]]) -> Iterator[str]:
    for key in sorted(written.keys() | again.keys()):
        if key not in again or key not in written:
            where = "estimates.csv" if key in written else "what was estimated again"
            yield f"{', '.join(key)}: only in {where}"
            continue
        for name, old, new in zip(list(ESTIMATES)[4:], written[key], again[key], strict=True):
            if old and abs(float(old) - new) > CLOSE * max(1.0, abs(new)):
                yield f"{', '.join(key)}: {name} was {old}, is {new}"
