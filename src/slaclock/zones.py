"""Time zones by name: which names are accepted, and which zone data answers for them.

A name must stand in the list of the `tzdata` package, so that a calendar means the same on
every machine; abbreviations, fixed offsets and names of one system only are refused.
"""

from __future__ import annotations

import os
import re
import zoneinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import tzdata

from slaclock.errors import ZoneError
from slaclock.messages import did_you_mean

__all__ = ["ZoneData", "get_zone", "zone_data", "zone_names"]

_OFFSET = r"(?i)(?:UTC|GMT|Z)?[ ]?[+-]\d{1,2}(?::?\d{2})?"
_ABBREVIATIONS = {
    "IST": "IST is India, Israel and Ireland; write Asia/Kolkata, Asia/Jerusalem or Europe/Dublin",
    "EST": "a fixed offset without summer time; write America/New_York",
    "MST": "a fixed offset without summer time; write America/Denver or America/Phoenix",
    "HST": "a fixed offset without summer time; write Pacific/Honolulu",
    "PST": "an abbreviation; write America/Los_Angeles or Asia/Manila",
    "CST": "an abbreviation for three zones; write America/Chicago, Asia/Shanghai, America/Havana",
    "BST": "an abbreviation; write Europe/London or Asia/Dhaka",
}
_LONGEST_NAME = 64
_RELEASE = r"^# version (\S+)"


class ZoneData(NamedTuple):
    """Which zone data is in use.

    Attributes:
        source: `"system"` where `zoneinfo` finds a file in its search path, else `"tzdata"`.
        version: The IANA release in use, such as `2025b`; None where the system does not say.
        package_version: The IANA release of the installed `tzdata` package.
        path: The folder of the system's files, or None.
    """

    source: str
    version: str | None
    package_version: str
    path: str | None


def get_zone(name: object) -> ZoneInfo:
    """Return the zone of an IANA name.

    Raises:
        ZoneError: Not text, or not a name in the `tzdata` package's list; abbreviations and
            fixed offsets are refused with what to write instead.
    """
    if not isinstance(name, str):
        raise ZoneError(name, "is not a time zone name; write text such as 'Asia/Kolkata'")
    if name in _ABBREVIATIONS:
        raise ZoneError(name, f"is not usable as a time zone: {_ABBREVIATIONS[name]}")
    if name not in zone_names():
        raise ZoneError(name, f"is an unknown time zone; {_remedy(name)}")
    return ZoneInfo(name)


@cache
def zone_names() -> frozenset[str]:
    """Return the zone names of the `tzdata` package, which are the ones accepted."""
    listed = os.path.join(os.path.dirname(tzdata.__file__), "zones")
    with open(listed, encoding="utf-8") as file:
        names = file.read().split()
    return frozenset(names) - {"Factory", "localtime", "posixrules"}


@cache
def zone_data() -> ZoneData:
    """Return which zone data is in use, for provenance and for `slaclock doctor`."""
    package = str(tzdata.IANA_VERSION)
    for folder in zoneinfo.TZPATH:
        if os.path.isfile(os.path.join(folder, "Europe", "Paris")):
            return ZoneData("system", _system_version(folder), package, folder)
    return ZoneData("tzdata", package, package, None)


def _system_version(folder: str) -> str | None:
    try:
        with open(os.path.join(folder, "tzdata.zi"), encoding="utf-8") as file:
            match = re.match(_RELEASE, file.readline(200))
    except (OSError, UnicodeDecodeError):
        return None
    return match[1] if match else None


def _remedy(name: str) -> str:
    if not name:
        return "it is empty; write an IANA name such as 'Asia/Kolkata'"
    if re.fullmatch(_OFFSET, name[:_LONGEST_NAME]):
        return (
            "a fixed offset is not an IANA name; write a place such as 'Asia/Kolkata', "
            "or 'Etc/GMT-5' for a constant +05:00"
        )
    hint = did_you_mean(name, _alike(name)) if len(name) <= _LONGEST_NAME else ""
    return f"{hint}write an IANA name such as 'Asia/Kolkata'"


def _alike(name: str) -> list[str]:
    """Return the zones whose place is spelt nearly so: that the region is right proves nothing."""
    from difflib import get_close_matches  # slow to load, and only errors need it

    by_place: dict[str, list[str]] = {}
    for zone in sorted(zone_names()):
        by_place.setdefault(zone.rpartition("/")[2].casefold(), []).append(zone)
    near = get_close_matches(name.rpartition("/")[2].casefold(), by_place, n=1, cutoff=0.75)
    return by_place[near[0]] if near else []
