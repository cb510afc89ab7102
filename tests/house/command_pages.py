"""docs/guides/commands.md, made from the command line itself.

`make docs` writes it; a test holds that the page in the repository is the one that would be written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "guides" / "commands.md"
WIDTH = 100
HEAD = """# The commands

Made from the program's own help by `make docs`; do not edit by hand. What each step means stands under
[docs/path](../path). `PILOT` is the name of a pilot that ships with Polku, or a path to a pilot file; `FACTS` is a
facts folder; months are written `YYYY-MM` and days `YYYY-MM-DD`.

Exit codes: 0 done; 1 the input has faults, told on stderr with their place and cure; 2 wrong usage.
"""


def contexts(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[click.Context]:
    """A context for the command and for each below it, in the order in which help lists them."""
    settings: dict[str, Any] = {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None and not found.hidden:
                yield from contexts(found, below, context)


def page(main: click.Command) -> str:
    """The whole page: each command's help as a terminal of 100 columns shows it."""
    parts = [HEAD]
    for context in contexts(main, "polku"):
        level = "##" if context.parent is None or context.parent.parent is None else "###"
        shown = "\n".join(line.rstrip() for line in context.get_help().splitlines())
        parts.append(f"{level} {context.command_path.replace(' [OPTIONS]', '')}\n\n```text\n{shown}\n```\n")
    return "\n".join(parts)


def write(path: Path = PAGE) -> None:
    """Write the page of the installed `polku`."""
    from polku.cli import main

    path.write_text(page(main), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python -m tests.house.command_pages --write")
    write()
