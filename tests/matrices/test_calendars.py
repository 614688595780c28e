"""Calendars of a data file that are made of others, by name."""

from __future__ import annotations

import json
import pickle
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from slaclock import Calendar, Clock, Matrix, events, load_matrix
from slaclock.bulk import add_deadlines, elapsed, sql
from slaclock.calendars.combined import CombinedCalendar
from slaclock.calendars.table import Column, Table
from slaclock.errors import MatrixError
from slaclock.instants import to_micros
from slaclock.matrices.calendars import MOST_PARTS
from slaclock.reports import make_report, take_logs
from tests.bulk.sql.databases import DATABASES

KOLKATA = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-18:00"]}}
DUBLIN = {"timezone": "Europe/Dublin", "hours": {"mon-fri": ["09:00-17:00"]}}
# In UTC, in winter: Kolkata 03:30-12:30, Dublin 09:00-17:00.
SUN = {"any_of": ["kolkata", "dublin"]}
OFFICES = {"sun": SUN, "kolkata": KOLKATA, "dublin": DUBLIN}


def contract(calendars: dict[str, Any], calendar: str = "sun", **more: Any) -> Matrix:
    plan = {"calendar": calendar, "targets": {"P1": {"response": "2 h", "resolution": "10 h"}}}
    data = {
        "id": "ours",
        "calendars": calendars,
        "priorities": {"P1": {}},
        "plans": {"gold": plan},
    }
    return Matrix.model_validate({**data, **more})


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of March 2026 in UTC; 2 March is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def hours(calendar: Any, day: int) -> list[str]:
    """Return what is open on a day of March 2026, in UTC."""
    found = calendar.windows(utc(day, 0), utc(day + 1, 0))
    return [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in found]


def problems(calendars: dict[str, Any]) -> list[str]:
    with pytest.raises(MatrixError) as caught:
        contract(calendars, next(iter(calendars)))
    return [f"{one.path}: {one.message}" for one in caught.value.problems]


MADE = [
    ("any of two", SUN, ["03:30-17:00"]),
    ("all of two", {"all_of": ["kolkata", "dublin"]}, ["09:00-12:30"]),
    ("without a third", {**SUN, "minus": ["noon"]}, ["03:30-12:00", "13:00-17:00"]),
    ("all without one of them", {"all_of": ["kolkata"], "minus": ["dublin"]}, ["03:30-09:00"]),
    ("hours of its own without others", {**KOLKATA, "minus": ["dublin"]}, ["03:30-09:00"]),
    ("one name alone", {"any_of": ["dublin"]}, ["09:00-17:00"]),
    ("a part that is made itself", {"all_of": ["late"], "minus": ["noon"]}, ["13:00-17:00"]),
]


@pytest.mark.parametrize(("entry", "open_hours"), [one[1:] for one in MADE], ids=lambda one: "")
def test_hours_are_those_of_the_parts(entry: dict[str, Any], open_hours: list[str]) -> None:
    others = {
        "late": {"any_of": ["dublin"], "minus": ["kolkata"]},
        "noon": {"timezone": "UTC", "hours": {"mon": ["12:00-13:00"]}},
    }
    made = contract({"made": entry, **others, **OFFICES}, "made").calendars["made"]
    assert hours(made, 2) == open_hours


def test_zone_is_that_of_the_first_part() -> None:
    swapped = {"sun": {"any_of": ["dublin", "kolkata"]}, "kolkata": KOLKATA, "dublin": DUBLIN}
    zones = [str(contract(one).calendars["sun"].zone) for one in (OFFICES, swapped)]
    assert zones == ["Asia/Kolkata", "Europe/Dublin"]


def test_is_what_the_operators_make() -> None:
    made = contract({**OFFICES, "sun": {**SUN, "minus": ["noon"]}, "noon": KOLKATA})
    by_hand = (Calendar(**KOLKATA) | Calendar(**DUBLIN)) - Calendar(**KOLKATA)
    assert made.calendars["sun"] == by_hand
    assert made.calendars["sun"].fingerprint() == by_hand.fingerprint()


def test_holidays_of_the_whole_contract_hold_in_the_parts_that_observe_them() -> None:
    dublin = {**DUBLIN, "observes_holidays": False}
    sla = contract({**OFFICES, "dublin": dublin}, holidays=["2026-03-03"])
    assert hours(sla.calendars["sun"], 3) == ["09:00-17:00"]
    more = contract({**OFFICES, "dublin": dublin}).with_holidays("IN")
    # Wednesday 4 March 2026 is Holi.
    assert hours(more.calendars["sun"], 4) == ["09:00-17:00"]


class TestEverywhere:
    """Opened on Friday 6 March at 16:00 UTC: an hour is left in Dublin, Kolkata opens on Monday."""

    OPENED = utc(6, 16)
    RESPONSE, RESOLUTION = utc(9, 4, 30), utc(9, 12, 30)

    def test_deadline(self) -> None:
        deadline = contract(OFFICES).compute_deadline("gold", "P1", self.OPENED)
        assert (deadline.response_due, deadline.resolution_due) == (self.RESPONSE, self.RESOLUTION)

    def test_clock_with_a_pause(self) -> None:
        log = [
            events.Opened(self.OPENED, plan="gold", priority="P1"),
            events.Paused(utc(9, 3)),
            events.Resumed(utc(9, 9)),
        ]
        state = Clock(contract(OFFICES), log).at(utc(9, 9))
        # Nine hours are left at 09:00: until 17:00 and, on Tuesday, from 03:30 on.
        assert state["resolution"].due_at == utc(10, 4, 30)

    def test_frame(self) -> None:
        rows = {"plan": ["gold"], "priority": ["P1"], "opened_at": [self.OPENED]}
        found = add_deadlines(pl.DataFrame(rows), matrix=contract(OFFICES))
        assert found["resolution_due"].to_list() == [self.RESOLUTION]
        spans = pl.DataFrame({"start": [self.OPENED], "end": [self.RESOLUTION]})
        measured = elapsed(spans, "start", "end", contract(OFFICES).calendars["sun"])
        assert measured["elapsed"].to_list() == [timedelta(hours=10)]

    @pytest.mark.parametrize("dialect", DATABASES)
    def test_database(self, dialect: Any) -> None:
        sla = contract(OFFICES)
        kinds = {"id": "integer", "plan": "text", "priority": "text", "opened_at": "instant"}
        columns = [Column(name, kind) for name, kind in kinds.items()]  # type: ignore[arg-type]
        tickets = Table(columns, [(1, "gold", "P1", self.OPENED)])
        tables = {**sql.answer_tables(sla, utc(1, 0), utc(20, 0)), "tickets": tickets}
        [row] = DATABASES[dialect](sla, tables)(sql.deadlines(sla, dialect=dialect))
        assert row["resolution_due"] == to_micros(self.RESOLUTION)

    def test_report(self) -> None:
        log = [
            events.Opened(self.OPENED, plan="gold", priority="P1"),
            events.Responded(self.RESPONSE),
            events.Resolved(self.RESOLUTION + timedelta(minutes=1)),
        ]
        report = make_report(take_logs({"1": log}), matrix=contract(OFFICES), as_of=utc(20, 0))
        counts = [report.attainment.counts(metric) for metric in ("response", "resolution")]
        assert [(one.met, one.breached) for one in counts] == [(1, 0), (0, 1)]

    def test_business_days(self) -> None:
        sla = contract(OFFICES, business_day="full_day")
        # 09:00 is 5 h 30 min into a day of 13 h 30 min.
        assert sla.calendars["sun"].add_business_days(utc(6, 9), 1, business_day="full_day") == utc(
            9, 9
        )


class TestInWords:
    def test_ledger_names_the_part_that_was_open(self) -> None:
        sla = contract({**OFFICES, "sun": {**SUN, "minus": ["noon"]}, "noon": NOON})
        ledger = sla.compute_deadline("gold", "P1", utc(2, 8)).explain("resolution")
        assert ledger.facts[:3] == (
            "calendar sun: (kolkata or dublin) without noon",
            "kolkata: Asia/Kolkata mon-fri 09:00-18:00",
            "dublin: Europe/Dublin mon-fri 09:00-17:00",
        )
        assert [(f"{row.start:%H:%M}", row.described()) for row in ledger.rows[:5]] == [
            ("08:00", "counted: kolkata"),
            ("09:00", "counted: kolkata and dublin"),
            ("12:00", "closed: excluded by noon"),
            ("13:00", "counted: dublin"),
            ("17:00", "closed: night"),
        ]

    def test_ledger_of_a_clock_does_too(self) -> None:
        log = [events.Opened(utc(2, 8), plan="gold", priority="P1")]
        ledger = Clock(contract(OFFICES), log).at(utc(2, 18))["resolution"].explain()
        assert ledger.facts[0] == "calendar sun: kolkata or dublin"
        assert "counted: dublin" in str(ledger)

    def test_season_of_a_part_is_named_with_it(self) -> None:
        season = {"from": "03-01", "to": "03-31", "hours": {"mon": ["09:00-12:00"]}}
        dublin = {**DUBLIN, "seasons": [{**season, "reason": "spring"}]}
        sun = contract({**OFFICES, "dublin": dublin}).calendars["sun"]
        names = [name for _, name in sun.open_parts(to_micros(utc(2, 9)), to_micros(utc(2, 13)))]
        assert names == ["kolkata and dublin, spring", "kolkata"]

    @pytest.mark.parametrize(
        ("entry", "text"),
        [
            ({"any_of": ["a", "b", "c"]}, "a or b or c"),
            ({"all_of": ["a", "b"], "minus": ["c"]}, "(a and b) without c"),
            ({"any_of": ["a"], "minus": ["b", "c"]}, "a without b without c"),
            ({**KOLKATA, "minus": ["a"]}, "Asia/Kolkata mon-fri 09:00-18:00 without a"),
        ],
    )
    def test_as_text(self, entry: dict[str, Any], text: str) -> None:
        single = {"a": KOLKATA, "b": DUBLIN, "c": DUBLIN}
        assert str(contract({"made": entry, **single}, "made").calendars["made"]) == text

    def test_provenance_has_its_fingerprint(self) -> None:
        sla = contract(OFFICES)
        proof = sla.compute_deadline("gold", "P1", utc(2, 8)).provenance
        assert proof["calendar"] == {"id": "sun", "sha256": sla.calendars["sun"].fingerprint()}


NOON = {"timezone": "UTC", "hours": {"mon": ["12:00-13:00"]}}


class TestRoundTrip:
    SLA = contract(
        {**OFFICES, "sun": {**SUN, "minus": ["noon"]}, "noon": NOON, "own": {**DUBLIN, **NOON}},
    )

    def test_content_reads_back(self) -> None:
        again = Matrix.model_validate(json.loads(json.dumps(self.SLA.content())))
        assert (again, again.fingerprint()) == (self.SLA, self.SLA.fingerprint())
        assert again.content()["calendars"]["sun"] == {**SUN, "minus": ["noon"]}
        assert str(again.calendars["sun"]) == "(kolkata or dublin) without noon"

    def test_pickle(self) -> None:
        again = pickle.loads(pickle.dumps(self.SLA))
        assert again == self.SLA
        made: CombinedCalendar = pickle.loads(pickle.dumps(self.SLA.calendars["sun"]))
        assert (made, str(made)) == (self.SLA.calendars["sun"], str(self.SLA.calendars["sun"]))

    def test_names_of_parts_count_in_the_fingerprint_of_the_contract(self) -> None:
        swapped = contract({**OFFICES, "sun": {"any_of": ["dublin", "kolkata"]}})
        assert swapped != contract(OFFICES)

    def test_calendars_without_parts_are_written_as_before(self) -> None:
        sla = contract({"sun": KOLKATA})
        assert sla.content()["calendars"]["sun"] == Calendar(**KOLKATA).content()

    @pytest.mark.parametrize("form", ["toml", "json", "yaml"])
    def test_every_form_of_file(self, form: str, tmp_path: Path) -> None:
        texts = {"toml": TOML, "json": json.dumps(PLAIN), "yaml": YAML}
        path = tmp_path / f"ours.{form}"
        path.write_text(texts[form])
        assert load_matrix(path) == Matrix.model_validate(PLAIN)


PLAIN = {
    "id": "ours",
    "calendars": {
        "sun": {"any_of": ["office"], "minus": ["lunch"]},
        "office": {"timezone": "UTC", "hours": {"mon": ["09:00-17:00"]}, "minus": ["lunch"]},
        "lunch": {"timezone": "UTC", "hours": {"mon": ["12:00-13:00"]}},
    },
    "priorities": {"P1": {}},
    "plans": {"gold": {"calendar": "sun", "targets": {"P1": {"response": "2 h"}}}},
}
TOML = """
id = "ours"
[calendars.sun]
any_of = ["office"]
minus = ["lunch"]
[calendars.office]
timezone = "UTC"
hours = { mon = ["09:00-17:00"] }
minus = ["lunch"]
[calendars.lunch]
timezone = "UTC"
hours = { mon = ["12:00-13:00"] }
[priorities.P1]
[plans.gold]
calendar = "sun"
targets.P1.response = "2 h"
"""
YAML = """
id: ours
calendars:
  sun: {any_of: [office], minus: [lunch]}
  office: {timezone: UTC, hours: {mon: ["09:00-17:00"]}, minus: [lunch]}
  lunch: {timezone: UTC, hours: {mon: ["12:00-13:00"]}}
priorities: {P1: {}}
plans: {gold: {calendar: sun, targets: {P1: {response: 2 h}}}}
"""


class TestChoice:
    RULE = [{"when": {"place": "Pune"}, "plan": "gold", "calendars": {"dublin": "pune"}}]
    PUNE = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["08:00-10:00"]}}

    def test_what_stands_in_for_a_part_stands_in_where_it_is_a_part(self) -> None:
        sla = contract({**OFFICES, "pune": self.PUNE}, choose=self.RULE)
        chosen = sla.under(sla.choose({"place": "Pune"}))
        assert hours(sla.calendars["sun"], 2) == ["03:30-17:00"]
        assert hours(chosen.calendars["sun"], 2) == ["02:30-12:30"]
        assert str(chosen.calendars["sun"]) == "kolkata or pune"

    def test_calendar_may_take_the_place_of_its_own_part(self) -> None:
        rule = [{**self.RULE[0], "calendars": {"kolkata": "sun"}}]
        sla = contract(OFFICES, "kolkata", choose=rule)
        chosen = sla.under(sla.choose({"place": "Pune"}))
        assert hours(chosen.calendars["kolkata"], 2) == ["03:30-17:00"]
        assert hours(chosen.calendars["dublin"], 2) == ["09:00-17:00"]


class TestProblems:
    def test_unknown_name(self) -> None:
        [problem] = problems({**OFFICES, "sun": {"any_of": ["kolkata", "dublyn"]}})
        assert problem == (
            "calendars.sun.any_of[1]: unknown calendar 'dublyn'; did you mean 'dublin'? "
            "there are: sun, kolkata, dublin"
        )

    def test_circle(self) -> None:
        circle = {"a": {"any_of": ["b"]}, "b": {"all_of": ["c"]}, "c": {**KOLKATA, "minus": ["a"]}}
        [problem] = problems(circle)
        path, _, message = problem.partition(": ")
        assert path.removeprefix("calendars.") in circle
        ways = [f"{one} -> {two} -> {three} -> {one}" for one, two, three in ("abc", "bca", "cab")]
        spelt = [way.replace("a", "'a'").replace("b", "'b'").replace("c", "'c'") for way in ways]
        assert message in [
            f"is made of itself ({way}); leave one of these names out" for way in spelt
        ]

    def test_itself(self) -> None:
        assert problems({"a": {**KOLKATA, "minus": ["a"]}}) == [
            "calendars.a: is made of itself ('a' -> 'a'); leave one of these names out"
        ]

    @pytest.mark.parametrize(
        "entry", [{"any_of": []}, {"any_of": ["kolkata"], "all_of": ["dublin"]}]
    )
    def test_neither_or_both(self, entry: dict[str, Any]) -> None:
        assert problems({**OFFICES, "sun": entry}) == [
            (
                "calendars.sun: 'calendar' needs the names of calendars in any_of or in all_of, "
                "and not in both"
            )
        ]

    @pytest.mark.parametrize(
        "entry", [{"any_of": ["dublin", "dublin"]}, {**KOLKATA, "minus": ["dublin", "dublin"]}]
    )
    def test_named_twice(self, entry: dict[str, Any]) -> None:
        [problem] = problems({**OFFICES, "sun": entry})
        key = "any_of" if "any_of" in entry else "minus"
        assert (
            problem == f"calendars.sun: 'dublin' is named twice in {key}; name each calendar once"
        )

    def test_hours_of_its_own_beside_names(self) -> None:
        [problem] = problems({**OFFICES, "sun": {**SUN, "timezone": "UTC"}})
        assert problem == (
            "calendars.sun: 'timezone' stands in the parts of a calendar that is made of others: "
            "they have hours, holidays and exceptions, and the first one gives the zone; "
            "write it there"
        )

    def test_too_many(self) -> None:
        names = [f"c{number}" for number in range(MOST_PARTS + 1)]
        singles = dict.fromkeys(names, KOLKATA)
        made = {"sun": {"any_of": names[:-1]}, "more": {"any_of": ["sun"], "minus": names[-1:]}}
        [problem] = problems({"sun": made["sun"], **singles, "more": made["more"]})
        assert problem == (
            f"calendars.more: is made of more than {MOST_PARTS} calendars, with those of its "
            "parts; say it with fewer"
        )

    def test_hostile_file_is_refused_at_once(self) -> None:
        chain = {f"c{at}": {"any_of": [f"c{at - 1}"], "minus": ["c0"]} for at in range(1, 2_000)}
        started = time.monotonic()
        assert len(problems({**chain, "c0": KOLKATA})) > 1_000
        assert time.monotonic() - started < 5
