"""A key that stands where it cannot: which one was meant, or where it belongs.

Only errors ask. What is said here ends their sentence; nothing is ever taken for what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from slaclock.calendars.spec import CalendarSpec
from slaclock.errors import Problem
from slaclock.matrices.metric_spec import MetricSpec
from slaclock.matrices.metrics import BUILT_IN
from slaclock.matrices.spec import MatrixSpec, PlanSpec, PrioritySpec
from slaclock.matrices.target_spec import TargetSpec

__all__ = ["placed", "priority_hint"]

_UNKNOWN_KEY = re.compile(r"'([^']+)' is an unknown key; (did you mean '[^']+'\? )?keys: (.*)")
_PROMISES = re.compile(r"plans\.[^.]+(\.targets\.[^.]+)?")
_MEANT = {
    **dict.fromkeys(("name", "label"), ("title", "id", "role")),
    **dict.fromkeys(("description", "comment", "remark"), ("meaning", "why", "reason", "note")),
    **dict.fromkeys(("tz", "zone"), ("timezone",)),
    **dict.fromkeys(("open", "opening", "opening_hours", "opening_times"), ("hours",)),
    **dict.fromkeys(("business_hours", "working_hours", "support_hours", "schedule"), ("hours",)),
    **dict.fromkeys(("closed", "closures", "closed_days", "bank_holidays"), ("holidays",)),
    **dict.fromkeys(("state", "region", "province", "county", "part"), ("subdivision",)),
    **dict.fromkeys(("start", "begin", "begins"), ("from", "starts", "effective_from")),
    **dict.fromkeys(("end", "ends", "until", "till"), ("to", "completes", "effective_until")),
    **dict.fromkeys(("stop", "stops", "complete", "finishes"), ("completes",)),
    **dict.fromkeys(("if", "condition", "conditions", "match", "where"), ("when",)),
    **dict.fromkeys(("to", "who", "person", "email", "recipient"), ("contact",)),
    **dict.fromkeys(("after", "before", "trigger"), ("at",)),
    **dict.fromkeys(("at", "due", "time", "due_by", "deadline"), ("by", "response_due")),
    **dict.fromkeys(("amount", "with", "in", "target", "limit", "duration"), ("within", "share")),
    **dict.fromkeys(("goal", "percent", "percentage"), ("share",)),
    **dict.fromkeys(("every", "interval", "frequency", "rhythm", "period"), ("per", "repeats")),
    **dict.fromkeys(("hours", "window"), ("calendar",)),
    **dict.fromkeys(("reaction", "answer", "reply", "respond"), ("response", "first_response")),
    **dict.fromkeys(("resolve", "fix", "repair", "restore", "solution"), ("resolution",)),
    **dict.fromkeys(("inherits", "base", "like"), ("extends",)),
    **dict.fromkeys(("expected", "expect"), ("response_due",)),
}
"""Other words for a key, each with the keys it may stand for; the first that is known counts."""

_LISTS = ("escalation", "choose", "goals", "examples", "silence")
_TABLES = ("calendars", "priorities", "plans", "metrics")
_COMMON = ("title", "aliases", "calendar", "business_day", "counted_from", "pauses", "x")
"""Keys that stand in several tables, so that none of them is theirs."""


def placed(problems: list[Problem], data: Mapping[str, Any]) -> list[Problem]:
    """Return problems, of which those about an unknown key say which is meant or where it belongs.

    Args:
        problems: What is wrong with a data file.
        data: Its content.
    """
    return [one._replace(message=_better(one, data)) for one in problems]


def priority_hint(name: str, priorities: Mapping[str, PrioritySpec]) -> str:
    """Return what was probably meant by a key of `targets` that is no priority."""
    folded = name.strip().casefold()
    for own, entry in priorities.items():
        if folded in (entry.title.casefold(), *map(str.casefold, entry.aliases)):
            return f"; {name!r} is another name of {own!r}, which is its key here"
    if folded in ("all", "any", "other", "others", "default", "every", "none"):
        return '; every priority that is not named is "*"'
    if re.search(r"[,/&]", name):
        return '; write each by itself, or "*" for every one that is not named'
    return ""


def _better(problem: Problem, data: Mapping[str, Any]) -> str:
    found = _UNKNOWN_KEY.match(problem.message)
    if found is None:
        return problem.message
    key, hint, keys = found.groups()
    meant = next((name for name in _MEANT.get(key, ()) if name in keys.split(", ")), None)
    hint = f"did you mean {meant!r}? " if meant else hint
    place = "" if meant else _place_of(key, problem.path, data)
    if hint and {f"{key}s", key.removesuffix("s")} & set(keys.split(", ")):
        place = ""  # one for many, or many for one
    elif place.startswith(f"{key} "):
        hint = ""  # the very key is known, if elsewhere
    if not place and not hint and _PROMISES.fullmatch(problem.path):
        place = f"a metric of your own needs a table [metrics.{key}]"
    return f"'{key}' is an unknown key; {hint or ''}keys: {keys}{place and '; '}{place}"


def _place_of(key: str, path: str, data: Mapping[str, Any]) -> str:
    """Return where a key belongs that is known elsewhere; empty text where it is not."""
    kind = path.split(".")[0].split("[")[0]
    if kind == "plans" and ".targets" not in path and key in _names(data, "priorities"):
        return f"what a priority is promised stands in targets: targets.{key} = {{ ... }}"
    if kind == "examples":
        return ""
    if kind == "choose" and key not in MatrixSpec.model_fields and key != "calendar":
        return f'the fields of a ticket stand in when: when = {{ {key} = "..." }}'
    if key == "pauses":
        return "pauses belongs in a target or a metric, or names the metrics at the top"
    if key in BUILT_IN:
        return _promise_of(key, path)
    return "" if key in _COMMON and kind not in ("calendars", "") else _table_of(key, path)


def _promise_of(key: str, path: str) -> str:
    """Return where a built-in promise stands."""
    if not _PROMISES.fullmatch(path):
        return f'a promise stands in a plan: [plans.NAME], targets.P1 = {{ {key} = "4 h" }}'
    if BUILT_IN[key].may_stand_in("plan"):
        return f"{key} is for a whole plan: write it in the plan, above its targets"
    return f'{key} is promised by priority: targets.P1.{key}, or targets."*".{key} for all of them'


def _table_of(key: str, path: str) -> str:
    """Return in which table of a data file a key stands."""
    if path and key in _TABLES:
        return f"{key} belongs to the whole contract, as tables of their own: [{key}.NAME]"
    if path and key in _LISTS:
        return f"{key} belongs to the whole contract, as tables of their own: [[{key}]]"
    if key in CalendarSpec.model_fields and not path.startswith("calendars"):
        return f"{key} belongs in a calendar, [calendars.NAME]"
    if path and key in MatrixSpec.model_fields:
        return f"{key} belongs to the whole contract, above the first [table]"
    if key in ("country", "subdivision", "market", "rrule", "ics"):
        return f"{key} belongs in an entry of holidays: holidays = [{{ {key} = ... }}]"
    for table, fields in (
        ("a plan, [plans.NAME]", PlanSpec.model_fields),
        ("a metric, [metrics.NAME]", MetricSpec.model_fields),
        ('a target, such as { within = "1 BD", ... }', TargetSpec.model_fields),
    ):
        if key in fields and key not in _COMMON:
            return f"{key} belongs in {table}"
    return ""


def _names(data: Mapping[str, Any], key: str) -> Sequence[str]:
    given = data.get(key)
    return list(given) if isinstance(given, Mapping) else ()
