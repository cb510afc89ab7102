"""The service's commands of `polku`, registered through the entry-point group `polku.commands`.

Django is imported when a command runs, so that `polku --help` stays light.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any, NoReturn

import click

from polku_web.project.background import end_with_parent, worker

SETTINGS = "polku_web.project.settings"


def begin() -> None:
    """Start Django; settings that are wrong or missing are told in a line, and end the command with 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        _end(str(error))


def _end(told: str) -> NoReturn:
    click.echo(f"polku: {told}", err=True)
    sys.exit(1)


def now() -> datetime:
    """The moment, for what a command does."""
    return datetime.now(UTC)  # noqa: TID251 - the command line is where the clock is asked


def prepare() -> None:
    """Bring the tables to this version, and gather the files that browsers get."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _fill() -> None:
    """What the service begins with: its tables, and in the demo people. Its processes open connections of their own."""
    from django.conf import settings
    from django.db import connections

    prepare()
    if settings.DEMO:
        from polku_web.project.demo import load_demo

        load_demo(at=now())
    connections.close_all()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Processes.")
@click.option("--threads", default=4, show_default=True, help="Threads of each process.")
@click.option("--prepare/--no-prepare", "prepares", default=True, help="Migrate and gather static files first.")
@click.option("--work/--no-work", "works", default=True, help="Run one worker of background work beside the service.")
def serve(host: str, port: int, workers: int, threads: int, prepares: bool, works: bool) -> None:
    """Run the web service.

    Settings come from the environment (docs/web/settings.md). With POLKU_DEMO=1 an empty database gets invented people.
    """
    begin()
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    if prepares:
        _fill()
    where = f"http://{host}:{port}/{'demo/' if settings.DEMO else ''}"
    click.echo(f"Polku: {where}", err=True)
    target = "polku_web.project.wsgi:application"
    server = Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
    )
    with worker() if works else nullcontext():
        server.serve()


@click.command()
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input does.")
def work(with_parent: bool) -> None:
    """Do the web service's background work, such as taking in files, until stopped.

    `polku serve` runs one beside itself. Run more of them, on this or another machine, with the same settings.
    """
    begin()
    from django.core.management import call_command

    if with_parent:
        end_with_parent()
    call_command("db_worker", interval=0.5, reload=False, startup_delay=False, verbosity=0)


@click.command()
def migrate() -> None:
    """Bring the web service's database to this version, and gather its static files."""
    begin()
    prepare()
    click.echo("The database and the static files are those of this version.")


@click.command("check-deploy")
def check_deploy() -> None:
    """Say what is unsafe in the web service's settings and database. Exits 1 when something is."""
    begin()
    from django.core.checks import ERROR, WARNING, run_checks

    found = run_checks(include_deployment_checks=True, databases=["default"])
    for one in found:
        grade = "error" if one.level >= ERROR else "warning" if one.level >= WARNING else "note"
        click.echo(f"{grade} {one.id}: {one.msg}" + (f"\n  {one.hint}" if one.hint else ""), err=True)
    if any(one.level >= ERROR or (one.level >= WARNING and (one.id or "").startswith("security")) for one in found):
        sys.exit(1)
    click.echo("Nothing unsafe was found.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def urls(as_json: bool) -> None:
    """List the web service's paths, each with the roles that may open it and the kind of object it shows."""
    begin()
    from polku_web.project.addresses import addresses

    rows = [one.told() for one in addresses()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['path']:55} {row['object'] or '–':14} {', '.join(row['roles']) or row['who']}")


@click.command("make-secrets")
def make_secrets() -> None:
    """Print fresh secrets for the web service, as lines for its environment."""
    import secrets

    from cryptography.fernet import Fernet

    click.echo(f"SECRET_KEY={secrets.token_urlsafe(48)}")
    click.echo(f"SEARCH_KEY={secrets.token_urlsafe(48)}")
    click.echo(f"DATA_KEYS={Fernet.generate_key().decode()}")


@click.command("create-admin")
@click.option("--organiser", required=True, help="The organiser's name; it is founded when it is not there.")
@click.option("--email", required=True, help="The address by which the person signs in.")
@click.option("--given-name", required=True, help="The person's given name.")
@click.option("--family-name", required=True, help="The person's family name.")
@click.password_option(help="The password; asked for when it is not given.")
def create_admin(organiser: str, email: str, given_name: str, family_name: str, password: str) -> None:
    """Add the first administrator of an organiser to the web service."""
    begin()
    from django.core.exceptions import ValidationError

    from polku_web.project.first_admin import create_first_admin

    try:
        create_first_admin(
            organiser=organiser,
            email=email,
            given_name=given_name,
            family_name=family_name,
            password=password,
            at=now(),
        )
    except ValidationError as error:
        _end(" ".join(error.messages))
    click.echo(f"{email} is an administrator of {organiser}.")


@click.command("tend-referrals")
def tend_referrals() -> None:
    """Remind of unanswered referrals, and let those expire whose time is over. Run it every night.

    Interrupted, it has done some of them whole; run again, it does the rest and nothing twice.
    """
    begin()
    from polku_web.market.tending import tend

    done = tend(now())
    told = f"Reminded of {done.reminded} referrals; {done.expired} expired"
    click.echo(f"{told}; {done.withdrawn} withdrawn, since their clients have left.")


@click.command("count-duties")
def count_duties() -> None:
    """Count again what the law's process asks for each client, as of today. Run it every night."""
    begin()
    from django.utils import timezone

    from polku_web.casework.duties import count_everyone

    click.echo(f"Counted the duties of {count_everyone(timezone.localdate(now()))} clients.")


@click.group()
def audit() -> None:
    """Seal the web service's audit log, and see that its seals hold."""


@audit.command()
def seal() -> None:
    """Close the entries of the log that are not sealed yet with a hash. Keep the hash elsewhere."""
    begin()
    from polku_web.audit import actions

    made = actions.seal(now())
    click.echo(f"Sealed {made.entries} entries: {made.digest}" if made else "There is nothing new to seal.")


@audit.command()
@click.option("--head", default="", metavar="HASH", help="A hash kept elsewhere that the chain must still have.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def verify(head: str, as_json: bool) -> None:
    """Compute the log's chain of hashes again. Exits 1 when an entry was changed, added or removed since."""
    begin()
    from polku_web.audit.chain import verify as verify_chain

    found = verify_chain(head)
    told: dict[str, Any] = {name: getattr(found, name) for name in ("seals", "sealed", "unsealed", "head", "faults")}
    if as_json:
        click.echo(json.dumps(told))
    else:
        for fault in found.faults:
            click.echo(f"polku: {fault}", err=True)
        click.echo(f"{found.seals} seals over {found.sealed} entries; {found.unsealed} not sealed. Head: {found.head}")
    sys.exit(1 if found.faults else 0)
