"""Every shipped pilot as data: `<name>/pilot.yaml` and, beside it, `cases/*.yaml`, worked examples that the tests run.

The form is that of docs/path/definition.md; `polku.definition.load_pilot(name)` reads it. What the source documents do
not tell is left out, marked `invented: true`, or listed under `unknown:`.
"""

from pathlib import Path

__all__ = ["FOLDER"]

FOLDER = Path(__file__).parent
