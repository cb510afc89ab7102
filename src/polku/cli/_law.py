"""Commands on the law's values."""

from __future__ import annotations

import json
from datetime import date

import click

from polku.cli._ways import DAY, json_option


@click.group()
def law() -> None:
    """The nation's dated values: benefit amounts, municipal share, process duties, VAT, code lists."""


@law.command("list")
@json_option
def law_list(as_json: bool) -> None:
    """List the keys of the law values."""
    from polku.definition import law_keys

    keys = {item.key: item.label.in_language("en") for item in law_keys()}
    click.echo(json.dumps(keys, ensure_ascii=False) if as_json else "\n".join(f"{k}: {t}" for k, t in keys.items()))


@law.command("show")
@click.argument("key")
@click.option("--on", type=DAY, help="The value in force on this day (default: each value with its days).")
@json_option
def law_show(key: str, on: date | None, as_json: bool) -> None:
    """Show a law value with its days, its source, and whether it is verified."""
    from polku.definition import law, show_law

    days = [on] if on else [step.first for step in law(key).values.steps]
    shown = [show_law(key, day) for day in days]
    if as_json:
        values = [
            {
                "value": one.text,
                "unit": one.unit.unit,
                "since": one.since,
                "until": one.until,
                "source": one.source,
                "unverified": one.unverified,
            }
            for one in shown
        ]
        click.echo(json.dumps({"key": key, "values": values}, ensure_ascii=False, default=str))
        return
    click.echo(f"{key}: {shown[0].label.in_language('en')} ({shown[0].unit.name.in_language('en')})")
    for one in shown:
        unverified = " Unverified." if one.unverified else ""
        click.echo(
            f"  {one.since} – {one.until or 'until further notice'}: {one.text}. Source: {one.source}.{unverified}"
        )


@law.command("municipalities")
@click.option("--on", type=DAY, help="Only those that are there on this day.")
@json_option
def law_municipalities(on: date | None, as_json: bool) -> None:
    """List the municipalities since 2017: code, name, last day, and which one it joined."""
    from polku.definition import municipalities

    rows = [
        {"code": one.code, "name_fi": one.name_fi, "name_sv": one.name_sv, "last_day": one.valid_to}
        | {"merged_into": one.merged_into}
        for one in municipalities(on)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, default=str))
        return
    for row in rows:
        ended = f" (until {row['last_day']}, then {row['merged_into']})" if row["last_day"] else ""
        click.echo(f"{row['code']} {row['name_fi']} / {row['name_sv']}{ended}")
