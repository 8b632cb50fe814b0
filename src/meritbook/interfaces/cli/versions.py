"""Which version runs: a checkout says so in pyproject.toml, an installed package in metadata."""

from __future__ import annotations

import tomllib
from importlib import metadata
from typing import Any

import click

from meritbook.interfaces.cli.speaking import checkout

PACKAGE = "meritbook"


def version() -> str:
    """Return the version of the code that runs, not of one that may be installed beside it."""
    top = checkout()
    if top is None:
        return metadata.version(PACKAGE)
    with (top / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def print_version(context: click.Context, _option: click.Parameter, asked: Any) -> None:
    """Print the version and stop, where it was asked for."""
    if not asked or context.resilient_parsing:
        return
    click.echo(f"{PACKAGE} {version()}")
    context.exit()
