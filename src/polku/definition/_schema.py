"""The JSON Schema of a pilot file, for editors that complete and check while one writes."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from polku.definition._pilot import Pilot


def pilot_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the YAML form: euros and shares as written, not as cents and basis points.

    It is as strict as an editor needs; `check_pilot` has the last word (references, expressions, days that fit).
    """
    schema = Pilot.model_json_schema(mode="validation")
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "A Polku pilot file (pilot.yaml)"}
