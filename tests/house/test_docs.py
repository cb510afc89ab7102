"""The pages: there for each step, linked where they say, their commands real and run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.house.command_pages import contexts
from tests.house.tree import ROOT, name_of, steps, with_suffix

PAGES = with_suffix(".md")
DOCS = ROOT / "docs"


@dataclass(frozen=True)
class Command:
    """A line of a `console` block that begins with `$ polku`."""

    page: Path
    line: int
    words: tuple[str, ...]
    exit_code: int  # 0, or what a comment on the line says: `# exits 1: …`

    def __str__(self) -> str:
        return f"{name_of(self.page)}:{self.line} {shlex.join(self.words)}"


def console_lines(page: Path) -> Iterator[tuple[int, str]]:
    """The commands of a page's `console` blocks, with their lines; what they print is left out."""
    inside = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            yield number, line.removeprefix("$ ")


def commands() -> list[Command]:
    """Every call of polku in a `console` block."""
    return [
        Command(page, number, tuple(shlex.split(line, comments=True)[1:]), _exit_code(line))
        for page in PAGES
        for number, line in console_lines(page)
        if line.startswith("polku ")
    ]


def _exit_code(line: str) -> int:
    said = re.search(r"# exits (\d)", line)
    return int(said[1]) if said else 0


def files_of(page: Path) -> list[tuple[str, str]]:
    """The `yaml` blocks of a page that begin with a comment of a file's name: `# oma-kokeilu.yaml`."""
    text = page.read_text(encoding="utf-8")
    return [(name, block) for block, name in re.findall(r"^```yaml\n(# ([\w-]+\.yaml)\n.*?)^```", text, re.M | re.S)]


@pytest.mark.parametrize("step", steps())
def test_each_step_has_its_page(step: str) -> None:
    page = DOCS / "path" / f"{step}.md"
    assert page.is_file(), f"docs/path/{step}.md: say what the step reads, what it gives, and its rules"
    assert page.read_text(encoding="utf-8").startswith("# ")


def test_links_lead_somewhere() -> None:
    dead = [f"{name_of(page)}: {link}" for page in PAGES for link in _links(page) if not _leads_somewhere(page, link)]
    assert not dead, "\n".join(dead)


def _links(page: Path) -> list[str]:
    """The links to other files and headings: none to the web, and nothing that only looks like one in code."""
    text = re.sub(r"```.*?```|`[^`\n]+`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", text)
    return [one or other for one, other in found if not re.match(r"[a-z]+:", one or other)]


def _leads_somewhere(page: Path, link: str) -> bool:
    target, _, anchor = link.partition("#")
    path = (page.parent / target).resolve() if target else page
    if not path.exists():
        return False
    return not anchor or path.suffix != ".md" or anchor in _anchors(path)


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_page_is_in_the_table_of_contents() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    listed = {(DOCS / link).resolve() for link in re.findall(r"\]\(([^)#]+\.md)", index)}
    pages = {page for page in PAGES if page.is_relative_to(DOCS)} - {DOCS / "index.md"}
    assert [name_of(page) for page in sorted(pages - listed)] == []


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    unknown = {name_of(page): named for page in PAGES if (named := _make_targets(page) - targets)}
    assert not unknown


def _make_targets(page: Path) -> set[str]:
    in_text = set(re.findall(r"`make ([a-z-]+)`", page.read_text(encoding="utf-8")))
    calls = [line.split("#")[0].split()[1:] for _, line in console_lines(page) if line.startswith("make ")]
    return in_text | {word for words in calls for word in words if "=" not in word}


@pytest.mark.parametrize("command", commands(), ids=str)
def test_a_command_in_a_page_exists(command: Command) -> None:
    from polku.cli import main

    known = {context.command_path: context.command for context in contexts(main, "polku")}
    words = ["polku"]
    for word in command.words:
        if " ".join([*words, word]) not in known:
            break
        words.append(word)
    found = known[" ".join(words)]
    assert not isinstance(found, click.Group) or command.words[-1] == "--help", f"{command}: no such command"
    options = {name for parameter in found.params for name in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}
    asked = {word.split("=")[0] for word in command.words if word.startswith("--")}
    assert asked <= options, f"{command}: no option {sorted(asked - options)}"


@pytest.mark.parametrize("page", [page for page in PAGES if any(console_lines(page))], ids=name_of)
def test_the_commands_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order, beside the repository's `tests` and the page's own files. `demo`: tests/journeys."""
    from polku.cli import main

    (tmp_path / "tests").symlink_to(ROOT / "tests")
    for name, text in files_of(page):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for command in (command for command in commands() if command.page == page and command.words[0] != "demo"):
        done = CliRunner().invoke(main, list(command.words))
        assert done.exit_code == command.exit_code, f"{command}\n{done.output}"
