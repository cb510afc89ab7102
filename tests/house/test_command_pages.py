"""The page of commands is what the program says of itself."""

from __future__ import annotations

import click

from tests.house.command_pages import PAGE, contexts, page


class Later(click.Group):
    """A group that makes its commands when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["count", "hidden"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        option = click.Option(["--until"], help="The last day that is known.")
        return click.Command(cmd_name, params=[option], help=f"Do {cmd_name}.", hidden=cmd_name == "hidden")


def test_commands_made_late_are_on_the_page() -> None:
    text = page(Later(help="The door."))
    assert "\n## polku count\n" in text
    assert "--until TEXT  The last day that is known." in text
    assert "hidden" not in text


def test_the_page_is_the_one_that_would_be_written() -> None:
    from polku.cli import main

    assert PAGE.read_text(encoding="utf-8") == page(main), "the commands have changed: make docs"


def test_every_command_says_what_it_does() -> None:
    from polku.cli import main

    silent = [context.command_path for context in contexts(main, "polku") if not context.command.get_short_help_str()]
    assert not silent


def test_every_option_says_what_it_is() -> None:
    from polku.cli import main

    silent = [
        f"{context.command_path} {option.opts[-1]}"
        for context in contexts(main, "polku")
        for option in context.command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert not silent
