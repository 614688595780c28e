"""A first contract, written from a few answers: one plan, its priorities, one calendar.

What the answers mean is not decided here: the text is a data file, and is read and checked as
any other before anybody sees it.
"""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from typing import NamedTuple

from slaclock.calendars.business_days import MEANINGS, DatedMeaning
from slaclock.durations import parse_limit
from slaclock.errors import MatrixError, SlaClockError, TextError
from slaclock.matrices.model import Matrix

__all__ = ["Answers", "contract_text", "problem_of"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ROUND_THE_CLOCK = {"24x7", "24/7", "always"}
_PRIORITY = re.compile(r"\s*([^:=]+?)\s*[:=]\s*(\S.*?)\s*|\s*(\S+)\s+(\S.*?)\s*")


class Answers(NamedTuple):
    """What is known of a contract that is to be written; the defaults stand for what is not.

    Attributes:
        name: The id of the contract.
        zone: The time zone, such as `Europe/Berlin`.
        hours: Opening hours, such as `mon-fri 09:00-17:00; sat 10:00-14:00`, or `24x7`.
        priorities: From the highest on, each with its times for a response and a resolution,
            such as `P1 1 h / 8 h, P2 4 h / 3 BD`; a single time is that of the resolution.
        business_day: What a business day is.
        holidays: A country, with its state where states differ, such as `IN:GJ`; or `none`.
    """

    name: str = "ours"
    zone: str = "Etc/UTC"
    hours: str = "mon-fri 09:00-17:00"
    priorities: str = "P1 1 h / 8 h"
    business_day: str = "full_day"
    holidays: str = "none"

    @property
    def counts_business_days(self) -> bool:
        """Return whether a time is in business days, so that it must be said what one is.

        Raises:
            TextError, AmountError: Priorities that are not of their form.
        """
        times = (part.strip() for _, text in _priorities(self) for part in text.split("/"))
        return any(parse_limit(time).amount.business_days for time in times)


def problem_of(answers: Answers, today: date) -> str | None:
    """Return what is wrong with answers, an error or a finding; None if all is well.

    >>> problem_of(Answers(priorities="P1 8 h / 4 h"), date(2026, 3, 2))
    'response 8 h is longer than resolution 4 h'
    """
    from slaclock.matrices.lint import lint  # what only asks for answers waits for no check

    try:
        matrix = Matrix.model_validate(tomllib.loads(contract_text(answers)))
        found = lint(matrix, today=today)
    except MatrixError as error:
        return error.problems[0].message
    except SlaClockError as error:
        return str(error)
    return found[0].message if found else None


def contract_text(answers: Answers) -> str:
    """Return a commented data file.

    Raises:
        TextError, AmountError: Hours or priorities that are not of their form.
    """
    targets = "".join(
        f"targets.{_key(name)} = {{ {_times(times)} }}\n" for name, times in _priorities(answers)
    )
    return _TEXT.format(
        id=_text(answers.name),
        business_day=_business_day(answers),
        zone=_text(answers.zone),
        hours=_hours(answers.hours),
        holidays=_holidays(answers.holidays),
        priorities="".join(f"[priorities.{_key(name)}]\n" for name, _ in _priorities(answers)),
        targets=targets,
    )


def _hours(text: str) -> str:
    if text.strip().casefold() in _ROUND_THE_CLOCK:
        return '[calendars.desk.hours]\nmon-sun = ["00:00-24:00"]\n'
    lines = ["[calendars.desk.hours]"]
    for part in filter(str.strip, re.split(r"[;\n]", text)):
        days, *windows = part.replace(", ", " ").split()
        if not windows:
            problem = "has no hours after the days; write them as in mon-fri 09:00-17:00, or 24x7"
            raise TextError(part.strip(), problem)
        listed = ", ".join(map(_text, windows))
        lines.append(f"{_key(days)} = [{listed}]")
    return "\n".join(lines) + "\n"


def _priorities(answers: Answers) -> list[tuple[str, str]]:
    found = []
    for part in filter(str.strip, re.split(r"[,;\n]", answers.priorities)):
        match = _PRIORITY.fullmatch(part)
        if match is None:
            problem = "has no time after the name; write it as in P1 1 h / 8 h"
            raise TextError(part.strip(), problem)
        found.append((match[1] or match[3], match[2] or match[4]))
    return found


def _times(text: str) -> str:
    response, slash, resolution = text.partition("/")
    if not slash:
        return f"resolution = {_text(text.strip())}"
    return f"response = {_text(response.strip())}, resolution = {_text(resolution.strip())}"


def _business_day(answers: Answers) -> str:
    if not answers.counts_business_days and answers.business_day == Answers().business_day:
        return ""
    dated = _COUNTED_FROM if answers.business_day in _NAMES_DATES else ""
    return f"{_BUSINESS_DAY}business_day = {_text(answers.business_day)}\n{dated}"


def _holidays(text: str) -> str:
    country, _, state = text.strip().partition(":")
    if country.casefold() in ("", "none"):
        return _NO_HOLIDAYS
    more = f", subdivision = {_text(state)}" if state else ""
    return f"holidays = [{{ country = {_text(country)}{more} }}]\n"


def _text(value: str) -> str:
    return json.dumps(value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


_OTHERS = ", ".join(f'"{name}"' for name in MEANINGS if name != "full_day")
_BUSINESS_DAY = f"""\

# What "1 BD" means. "full_day": a full support day of open time, from where the clock starts.
# Others: {_OTHERS}, or a length such as "8 h".
"""
_NAMES_DATES = {name for name, one in MEANINGS.items() if isinstance(one, DatedMeaning)}
_COUNTED_FROM = """\
# From which day days are counted. "start": the day on which the clock starts, so that a ticket
# of a Saturday is counted from Monday. "opened": the date of the opening itself.
counted_from = "start"
"""
_NO_HOLIDAYS = """\
# No holidays are observed. To observe those of a country:
# holidays = [{ country = "IN", subdivision = "GJ" }]
"""
_TEXT = """\
# A contract for slaclock. Check it with `slaclock check`, look at it with `slaclock matrix -m`.
# All keys: docs/reference/file-format.md
id = {id}
version = "1"
{business_day}
# When the desk is open. A day that is not named is closed.
[calendars.desk]
timezone = {zone}
{holidays}
{hours}
# How urgent a ticket is, from the highest to the lowest. A title and other names can be given:
# [priorities.P1]
# title = "Critical"
# aliases = ["critical", "urgent"]
{priorities}
# What is promised: within how much open time, from the opening of the ticket. "8 h" is met at
# the very deadline, "< 8 h" is not. More plans go below, from the cheapest to the dearest.
[plans.standard]
title = "Standard"
calendar = "desk"
{targets}
# Who is told, and when:
# [[escalation]]
# level = 1
# contact = "Support manager"
# at = "80 %"
"""
