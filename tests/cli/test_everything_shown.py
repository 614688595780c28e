"""`slaclock matrix` shows every key that a data file may have: changed, it shows something else.

The keys are those of the JSON Schema of the file, so that a key that is new has to be shown too.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from slaclock import Matrix, load_matrix
from slaclock.cli.matrix_table import matrix_text
from slaclock.matrices.spec import json_schema
from tests.cli.conftest import OURS

Data = dict[str, Any]
Key = tuple[str, str]

WEEK = {"mon-fri": ["09:00-17:00"]}
FROZEN: Data = {
    "frozen": "DE",
    "from": {"country": "DE"},
    "by": "holidays 0.104",
    "years": [2026],
    "dates": {"2026-05-01": "Labour Day", "2026-12-25": {"name": "Christmas", "estimated": True}},
}
CONTRACT: Data = {
    "id": "desk",
    "title": "The desk",
    "version": "1",
    "effective_from": date(2026, 1, 1),
    "effective_until": date(2027, 1, 1),
    "known_from": date(2025, 12, 1),
    "source": "a page",
    "business_day": "full_day",
    "counted_from": "start",
    "ticket_types": {"Bug": {"description": "Something is broken"}},
    "metrics": {
        "update": {
            "title": "Update",
            "starts": ["opened"],
            "completes": ["responded"],
            "repeats": "from_completion",
            "restarts": ["assigned"],
            "pauses": ["customer"],
        },
    },
    "holidays": [date(2026, 6, 1)],
    "calendars": {
        "office": {
            "timezone": "Europe/Berlin",
            "hours": WEEK,
            "holidays": [
                {"date": date(2026, 12, 24), "name": "Eve", "hours": ["09:00-12:00"]},
                {
                    "country": "CN",
                    "categories": ["public"],
                    "years": [2026],
                    "worked_weekends": "mon",
                },
                {"market": "ECB", "years": [2026], "categories": ["public"]},
                {
                    "rrule": "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1",
                    "start": date(2026, 7, 1),
                    "name": "Summer day",
                    "excluded": [date(2027, 7, 1)],
                    "days": 2,
                },
            ],
            "exceptions": {"2026-12-31": {"hours": ["09:00-11:00"], "reason": "New Year's Eve"}},
            "seasons": [
                {
                    "from": date(2026, 8, 1),
                    "to": date(2026, 8, 31),
                    "hours": {"mon-fri": ["09:00-13:00"]},
                    "reason": "Summer",
                }
            ],
            "minus": ["night"],
        },
        "night": {"timezone": "Europe/Berlin", "hours": {"mon-sun": ["00:00-06:00"]}},
        "shifts": {
            "timezone": "Europe/Berlin",
            "rota": {"starts": date(2026, 1, 5), "weeks": [WEEK, {"sat": ["09:00-12:00"]}]},
        },
        "both": {"any_of": ["night", "shifts"]},
        "shared": {"all_of": ["night", "shifts"], "minus": ["office"]},
    },
    "priorities": {
        "P1": {"title": "Critical", "meaning": "All is down", "aliases": ["urgent"]},
        "P2": {},
    },
    "plans": {
        "gold": {
            "title": "Gold",
            "aliases": ["golden"],
            "calendar": "office",
            "business_day": "same_time",
            "counted_from": "opened",
            "channels": ["phone"],
            "availability": "By day",
            "first_response": "4 h",
            "targets": {
                "P1": {
                    "calendar": "night",
                    "business_day": "8 h",
                    "counted_from": "start",
                    "response": "1 h",
                    "next_response": "2 h",
                    "resolution": {
                        "within": "2 BD",
                        "by": "16:00",
                        "cutoff": "12:00",
                        "counted_from": "opened",
                        "calendar": "shifts",
                        "lands_on": "night",
                        "pauses": ["customer"],
                        "agreed": True,
                    },
                    "update": {"within": "5 BD", "business_day": "close_of_business"},
                },
                "P2": {
                    "response": [
                        {"opened_in": "night", "within": "1 h"},
                        {"within": "2 h", "starts_in": "shifts"},
                    ],
                    "resolution": {"first_of": ["8 h", {"within": "9 h", "calendar": "night"}]},
                },
            },
        },
        "silver": {"extends": "gold"},
    },
    "escalation": [
        {
            "level": 1,
            "role": "Lead",
            "contact": "Ann",
            "note": "Be kind",
            "at": "100 %",
            "every": "1 h",
            "upto": "4 h",
            "metric": "resolution",
            "plan": "gold",
            "notify": "office",
        }
    ],
    "pauses": ["resolution"],
    "on_change": "restart",
    "on_reopen": "restart",
    "at_risk": "80 %",
    "ranked": {"plans": False, "priorities": False},
    "choose": [{"when": {"channel": "phone"}, "plan": "gold"}, {"calendars": {"office": "night"}}],
    "goals": [
        {
            "title": "Ours",
            "metric": "resolution",
            "plan": "gold",
            "priority": "P1",
            "share": "95 %",
            "per": "month",
            "small": {"below": 40, "late": 2},
        }
    ],
    "silence": [{"code": "missing-cell", "path": "plans.silver", "reason": "it is meant"}],
    "x": {"crm": 4711},
}
OFFICE = "calendars.office"
GOLD = "plans.gold.targets"
RESOLUTION = f"{GOLD}.P1.resolution"


def frozen_row(**row: Any) -> Data:
    """Return the frozen holidays with another entry for Christmas."""
    return FROZEN | {"dates": FROZEN["dates"] | {"2026-12-25": row}}


# For each key of the schema: where it stands in the contract above, and what else it may be; None
# leaves it out.
CHANGES: dict[Key, tuple[Any, ...]] = {
    ("", "id"): ("id", "help"),
    ("", "title"): ("title", "Another desk"),
    ("", "version"): ("version", "2"),
    ("", "effective_from"): ("effective_from", date(2026, 2, 1)),
    ("", "effective_until"): ("effective_until", None),
    ("", "known_from"): ("known_from", None),
    ("", "source"): ("source", "another page"),
    ("", "business_day"): ("business_day", "close_of_business"),
    ("", "counted_from"): ("counted_from", "opened"),
    ("", "ticket_types"): ("ticket_types", ["Bug", "Question"]),
    ("", "metrics"): ("metrics.resolution", {"completes": ["resolved", "workaround"]}),
    ("", "holidays"): ("holidays", None),
    ("", "calendars"): ("calendars.new", {"timezone": "Asia/Kolkata", "hours": WEEK}),
    ("", "priorities"): ("priorities.P3", {}),
    ("", "plans"): ("plans.bronze", {"extends": "gold"}),
    ("", "escalation"): ("escalation", None),
    ("", "pauses"): ("pauses", ["resolution", "response"]),
    ("", "on_change"): ("on_change", "carry_elapsed"),
    ("", "on_reopen"): ("on_reopen", "count_all"),
    ("", "at_risk"): ("at_risk", None),
    ("", "ranked"): ("ranked", None),
    ("", "choose"): ("choose", None),
    ("", "goals"): ("goals", None),
    ("", "silence"): ("silence", None),
    ("", "x"): ("x.crm", 4712),
    ("ChooseSpec", "when"): ("choose.0.when.channel", ["phone", "mail"]),
    ("ChooseSpec", "plan"): ("choose.0.plan", "silver"),
    ("ChooseSpec", "priority"): ("choose.0.priority", "P1"),
    ("ChooseSpec", "calendars"): ("choose.1.calendars.office", "shifts"),
    ("CombinedEntry", "any_of"): ("calendars.both.any_of", ["night", "office"]),
    ("CombinedEntry", "all_of"): ("calendars.shared.all_of", ["office", "shifts"]),
    ("CombinedEntry", "minus"): ("calendars.shared.minus", None),
    ("CountryEntry", "hours"): (f"{OFFICE}.holidays.1.hours", ["09:00-10:00"]),
    ("CountryEntry", "country"): (f"{OFFICE}.holidays.1.country", "TW"),
    ("CountryEntry", "subdivision"): (
        f"{OFFICE}.holidays.1",
        {"country": "DE", "subdivision": "BY"},
    ),
    ("CountryEntry", "categories"): (f"{OFFICE}.holidays.1.categories", None),
    ("CountryEntry", "years"): (f"{OFFICE}.holidays.1.years", [2025, 2026]),
    ("CountryEntry", "allow_estimated"): (f"{OFFICE}.holidays.1.allow_estimated", False),
    ("CountryEntry", "worked_weekends"): (f"{OFFICE}.holidays.1.worked_weekends", "tue"),
    ("EscalationSpec", "level"): ("escalation.0.level", 2),
    ("EscalationSpec", "role"): ("escalation.0.role", "Head"),
    ("EscalationSpec", "contact"): ("escalation.0.contact", "Bob"),
    ("EscalationSpec", "note"): ("escalation.0.note", "Be quick"),
    ("EscalationSpec", "at"): ("escalation.0.at", "+1 h"),
    ("EscalationSpec", "every"): ("escalation.0.every", "2 h"),
    ("EscalationSpec", "upto"): ("escalation.0.upto", "6 h"),
    ("EscalationSpec", "metric"): ("escalation.0.metric", "response"),
    ("EscalationSpec", "plan"): ("escalation.0.plan", "silver"),
    ("EscalationSpec", "notify"): ("escalation.0.notify", None),
    ("ExceptionEntry", "hours"): (f"{OFFICE}.exceptions.2026-12-31.hours", []),
    ("ExceptionEntry", "reason"): (f"{OFFICE}.exceptions.2026-12-31.reason", "Party"),
    **{
        ("FrozenEntry", key): (f"{OFFICE}.holidays.1", FROZEN, FROZEN | {key: value})
        for key, value in {
            "hours": ["09:00-10:00"],
            "frozen": "Germany",
            "from": {"country": "AT"},
            "by": "holidays 0.105",
            "years": [2026, 2027],
            "dates": {"2026-05-01": "Labour Day"},
        }.items()
    },
    ("GoalSpec", "title"): ("goals.0.title", "Theirs"),
    ("GoalSpec", "metric"): ("goals.0.metric", "response"),
    ("GoalSpec", "plan"): ("goals.0.plan", None),
    ("GoalSpec", "priority"): ("goals.0.priority", ["P1", "P2"]),
    ("GoalSpec", "share"): ("goals.0.share", "96 %"),
    ("GoalSpec", "per"): ("goals.0.per", "quarter"),
    ("GoalSpec", "small"): ("goals.0.small", None),
    ("MarketEntry", "hours"): (f"{OFFICE}.holidays.2.hours", ["09:00-10:00"]),
    ("MarketEntry", "market"): (f"{OFFICE}.holidays.2.market", "NYSE"),
    ("MarketEntry", "categories"): (f"{OFFICE}.holidays.2.categories", None),
    ("MarketEntry", "years"): (f"{OFFICE}.holidays.2.years", None),
    ("MarketEntry", "allow_estimated"): (f"{OFFICE}.holidays.2.allow_estimated", False),
    ("MetricSpec", "title"): ("metrics.update.title", "News"),
    ("MetricSpec", "starts"): ("metrics.update.starts", ["opened", "reopened"]),
    ("MetricSpec", "completes"): ("metrics.update.completes", ["told"]),
    ("MetricSpec", "repeats"): ("metrics.update.repeats", "from_deadline"),
    ("MetricSpec", "restarts"): ("metrics.update.restarts", ["clarified"]),
    ("MetricSpec", "pauses"): ("metrics.update.pauses", False),
    ("NamedHoliday", "hours"): (f"{OFFICE}.holidays.0.hours", ["09:00-13:00"]),
    ("NamedHoliday", "date"): (f"{OFFICE}.holidays.0.date", date(2026, 12, 23)),
    ("NamedHoliday", "name"): (f"{OFFICE}.holidays.0.name", "Holy Eve"),
    ("PlanSpec", "title"): ("plans.gold.title", "Golden"),
    ("PlanSpec", "aliases"): ("plans.gold.aliases", ["best"]),
    ("PlanSpec", "extends"): ("plans.silver", {"extends": "gold"}, {"calendar": "office"}),
    ("PlanSpec", "calendar"): ("plans.gold.calendar", "shifts"),
    ("PlanSpec", "business_day"): ("plans.gold.business_day", "full_day"),
    ("PlanSpec", "counted_from"): ("plans.gold.counted_from", "start"),
    ("PlanSpec", "channels"): ("plans.gold.channels", ["phone", "mail"]),
    ("PlanSpec", "availability"): ("plans.gold.availability", "By night"),
    ("PlanSpec", "targets"): ("plans.gold.targets.*", {"response": "9 h"}),
    ("PlanSpec", "first_response"): ("plans.gold.first_response", "< 4 h"),
    ("PlanSpec", "+"): ("plans.gold.update", "7 h"),
    ("PrioritySpec", "title"): ("priorities.P1.title", "Worst"),
    ("PrioritySpec", "meaning"): ("priorities.P1.meaning", "Nothing works"),
    ("PrioritySpec", "aliases"): ("priorities.P1.aliases", ["highest"]),
    ("RankedSpec", "plans"): ("ranked.plans", True),
    ("RankedSpec", "priorities"): ("ranked.priorities", True),
    ("RotaEntry", "starts"): ("calendars.shifts.rota.starts", date(2026, 1, 12)),
    ("RotaEntry", "weeks"): ("calendars.shifts.rota.weeks", [WEEK, {"sat": ["09:00-13:00"]}]),
    ("RuleEntry", "hours"): (f"{OFFICE}.holidays.3.hours", ["09:00-10:00"]),
    ("RuleEntry", "rrule"): (f"{OFFICE}.holidays.3.rrule", "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=2"),
    ("RuleEntry", "start"): (f"{OFFICE}.holidays.3.start", date(2025, 7, 1)),
    ("RuleEntry", "name"): (f"{OFFICE}.holidays.3.name", "Winter day"),
    ("RuleEntry", "excluded"): (f"{OFFICE}.holidays.3.excluded", None),
    ("RuleEntry", "days"): (f"{OFFICE}.holidays.3.days", 3),
    ("SeasonEntry", "from"): (f"{OFFICE}.seasons.0.from", date(2026, 7, 1)),
    ("SeasonEntry", "to"): (f"{OFFICE}.seasons.0.to", date(2026, 9, 30)),
    ("SeasonEntry", "hours"): (f"{OFFICE}.seasons.0.hours", {}),
    ("SeasonEntry", "reason"): (f"{OFFICE}.seasons.0.reason", "Heat"),
    ("Silence", "code"): ("silence.0.code", "unreachable-promise"),
    ("Silence", "path"): ("silence.0.path", "plans.gold"),
    ("Silence", "reason"): ("silence.0.reason", "it is so"),
    ("SingleEntry", "timezone"): ("calendars.night.timezone", "Europe/Paris"),
    ("SingleEntry", "hours"): ("calendars.night.hours", {"mon-sun": ["00:00-07:00"]}),
    ("SingleEntry", "rota"): (
        "calendars.shifts",
        {"timezone": "Europe/Berlin", "hours": WEEK},
        {"timezone": "Europe/Berlin", "rota": {"starts": date(2026, 1, 5), "weeks": [WEEK, {}]}},
    ),
    ("SingleEntry", "seasons"): (f"{OFFICE}.seasons", None),
    ("SingleEntry", "holidays"): ("calendars.night.holidays", [date(2026, 3, 3)]),
    ("SingleEntry", "exceptions"): (f"{OFFICE}.exceptions", None),
    ("SingleEntry", "observes_holidays"): ("calendars.night.observes_holidays", False),
    ("SingleEntry", "minus"): (f"{OFFICE}.minus", ["shifts"]),
    ("SmallSpec", "below"): ("goals.0.small.below", 50),
    ("SmallSpec", "late"): ("goals.0.small.late", 3),
    ("TargetSpec", "within"): (f"{RESOLUTION}.within", "3 BD"),
    ("TargetSpec", "strict"): (f"{RESOLUTION}.strict", True),
    ("TargetSpec", "calendar"): (f"{RESOLUTION}.calendar", "office"),
    ("TargetSpec", "business_day"): (f"{GOLD}.P1.update.business_day", "full_day"),
    ("TargetSpec", "by"): (f"{RESOLUTION}.by", "17:00"),
    ("TargetSpec", "cutoff"): (f"{RESOLUTION}.cutoff", "< 12:00"),
    ("TargetSpec", "counted_from"): (f"{RESOLUTION}.counted_from", "start"),
    ("TargetSpec", "lands_on"): (f"{RESOLUTION}.lands_on", "shifts"),
    ("TargetSpec", "starts_in"): (f"{GOLD}.P2.response.1.starts_in", "office"),
    ("TargetSpec", "opened_in"): (f"{GOLD}.P2.response.0.opened_in", "office"),
    ("TargetSpec", "pauses"): (f"{RESOLUTION}.pauses", {"customer": "whole_days"}),
    ("TargetSpec", "agreed"): (f"{RESOLUTION}.agreed", None),
    ("TargetSpec", "first_of"): (f"{GOLD}.P2.resolution.first_of", ["8 h", "9 h"]),
    ("TargetsSpec", "calendar"): (f"{GOLD}.P1.calendar", "office"),
    ("TargetsSpec", "business_day"): (f"{GOLD}.P1.business_day", "9 h"),
    ("TargetsSpec", "counted_from"): (f"{GOLD}.P1.counted_from", "opened"),
    ("TargetsSpec", "response"): (f"{GOLD}.P1.response", "< 1 h"),
    ("TargetsSpec", "resolution"): (f"{GOLD}.P1.resolution", "4 h"),
    ("TargetsSpec", "next_response"): (f"{GOLD}.P1.next_response", None),
    ("TargetsSpec", "+"): (f"{GOLD}.P1.update", "4 h"),
    ("TicketTypeSpec", "description"): ("ticket_types.Bug.description", "It does not work"),
    ("_Row", "name"): (f"{OFFICE}.holidays.1", FROZEN, frozen_row(name="Yule", estimated=True)),
    ("_Row", "estimated"): (f"{OFFICE}.holidays.1", FROZEN, frozen_row(name="Christmas")),
    ("_Row", "like"): (
        f"{OFFICE}.holidays.1",
        FROZEN,
        frozen_row(name="Christmas", estimated=True, like="mon"),
    ),
}
NOT_SHOWN: dict[Key, str] = {
    ("", "examples"): "a contract does not hold them; `slaclock check` runs those of its file",
    ("FileEntry", "hours"): "a file of closures has to be there; see below",
    ("FileEntry", "ics"): "the same",
}


def keys_of_the_schema() -> Iterator[Key]:
    """Yield the keys of the tables of a data file; `+` is a name of the caller's own."""
    schema = json_schema()
    tables = {"": schema, **schema["$defs"]}
    for table, content in tables.items():
        if table == "ExampleSpec":
            continue
        yield from ((table, key) for key in content["properties"])
        if table and content.get("additionalProperties"):
            yield table, "+"


def set_at(data: Any, path: str, value: Any) -> Any:
    """Return a copy of a contract in which another value stands at a path; None for none."""
    changed = copy.deepcopy(data)
    table, names = changed, path.split(".")
    for name in names[:-1]:
        table = table[int(name)] if isinstance(table, list) else table.setdefault(name, {})
    if value is None:
        table.pop(names[-1])
    else:
        table[int(names[-1]) if isinstance(table, list) else names[-1]] = value
    return changed


def shown(contract: Data) -> str:
    return matrix_text(Matrix.model_validate(contract))


def test_every_key_of_the_schema_is_here() -> None:
    assert sorted(keys_of_the_schema()) == sorted({**CHANGES, **NOT_SHOWN})


@pytest.mark.parametrize("key", CHANGES, ids=".".join)
def test_key_is_shown(key: Key) -> None:
    path, *before, after = CHANGES[key]
    contract = set_at(CONTRACT, path, before[0]) if before else CONTRACT
    assert shown(contract) != shown(set_at(contract, path, after))


def test_calendar_that_observes_none_is_shown_without_holidays_too() -> None:
    contract = set_at(CONTRACT, "holidays", None)
    changed = shown(set_at(contract, "calendars.night.observes_holidays", False))
    assert changed != shown(contract)
    night = "calendar night: Europe/Berlin mon-sun 00:00-06:00\n"
    assert f"{night}  holidays of the contract are not observed\n" in changed


def test_own_metrics_stand_in_the_table() -> None:
    """Of a whole plan in a row of their own, of a priority beside the others."""
    contract = {
        **CONTRACT,
        "escalation": [],
        "goals": [],
        "choose": [],
        "metrics": {name: {"starts": ["opened"], "completes": [name]} for name in ("visit", "say")},
        "plans": {
            "gold": {
                "calendar": "office",
                "visit": "3 h",
                "targets": {"P1": {"say": "5 h", "resolution": "9 h"}},
            }
        },
    }
    lines = shown(contract).splitlines()
    assert "visit        3 h" in lines
    assert "P1 Critical  9 h / 5 h" in lines
    assert "by priority: resolution / say" in lines


def test_closures_of_a_file_are_shown(tmp_path: Path) -> None:
    (tmp_path / "ours.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260303\r\nSUMMARY:Fair\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n",
        encoding="utf-8",
        newline="",
    )
    path = tmp_path / "ours.toml"
    entry = '{ ics = "ours.ics", hours = ["09:00-10:00"] }'
    path.write_text(OURS.replace("[calendars.office]", f"[calendars.office]\nholidays = [{entry}]"))
    out = matrix_text(load_matrix(path))
    assert "date 2026-03-03, name Fair, hours 09:00-10:00" in out
