"""The command that says what slaclock runs on, and whether its zone data is the newest."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from slaclock._version import __version__
from slaclock.cli.options import JsonOption
from slaclock.cli.output import Answer, as_json, table
from slaclock.zones import ZoneData, zone_data

__all__ = ["doctor"]

_PACKAGES = (
    "holidays",
    "pydantic",
    "python-dateutil",
    "tzdata",
    "typer",
    "ruamel.yaml",
    "icalendar",
    "numpy",
    "narwhals",
    "polars",
)
FOUND = 1


def doctor(*, json: JsonOption = False) -> Answer:
    """Show the versions and the zone data in use.

    The exit code is 1 if the zone data is older than what is installed.
    """
    zones = zone_data()
    warnings = _warnings(zones)
    code = FOUND if warnings else 0
    if json:
        return Answer(as_json({**_facts(zones), "warnings": warnings}), code)
    rows = [(name, value or "not installed") for name, value in _versions().items()]
    rows.append(("zone data", f"{zones.version or 'unknown'} ({_place(zones)})"))
    messages = tuple(f"warning: {text}" for text in warnings)
    return Answer(table([("what", "version"), *rows]), code, messages)


def _facts(zones: ZoneData) -> dict[str, Any]:
    return {"versions": _versions(), "zone_data": zones._asdict()}


def _versions() -> dict[str, str | None]:
    found = {"slaclock": __version__, "Python": platform.python_version()}
    return {**found, **{package: _version(package) for package in _PACKAGES}}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _place(zones: ZoneData) -> str:
    if zones.source == "tzdata":
        return "the tzdata package"
    return f"the system's, in {zones.path}; the tzdata package has {zones.package_version}"


def _warnings(zones: ZoneData) -> list[str]:
    if zones.source == "tzdata" or zones.version == zones.package_version:
        return []
    remedy = "to use the package, set PYTHONTZPATH to nothing"
    if zones.version is None:
        return [f"the release of the zone data in {zones.path} cannot be told; {remedy}"]
    # IANA releases sort as text: 2025b, 2026a.
    if zones.version < zones.package_version:
        newer = f"older than {zones.package_version} of the tzdata package"
        return [f"the zone data in {zones.path} is {zones.version}, {newer}; {remedy}"]
    return []
