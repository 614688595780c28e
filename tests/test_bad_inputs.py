"""Every bad input of the shared list gives the error that it must, or is taken as documented.

Each case stands under the id of its line in `bad-inputs.jsonl`. What is refused raises an error
of slaclock's own within a second of work, in under 1 kB, and says where, what and what instead.
"""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import IO, Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from slaclock import Calendar, CalendarWarning, Matrix, compute_deadline, load_matrix
from slaclock.errors import (
    ArgumentTypeError,
    CalendarError,
    CoverageError,
    InstantRangeError,
    MatrixError,
    NaiveInstantError,
    NeverOpenError,
    NoTargetError,
    SlaClockError,
    UnknownNameError,
)
from slaclock.matrices.lint import lint
from slaclock.zones import zone_data
from tests.cases import bad_inputs
from tests.commands import PROGRAM, environment, run, run_process

KOLKATA = ZoneInfo("Asia/Kolkata")
MONDAY = datetime(2026, 1, 26, 10, 0, tzinfo=KOLKATA)
LONGEST_MESSAGE = 1024
SURFACES = ("matrix-file", "calendar", "compute_deadline", "cli")

TOML = """
id = "ours"
business_day = "full_day"
[calendars.office]
timezone = "Asia/Kolkata"
hours = { mon-fri = ["09:00-19:00"] }
[priorities.P1]
[plans.gold]
calendar = "office"
targets.P1 = { response = "4 h", resolution = "8 h" }
"""
YAML = """\
id: ours
calendars:
  office:
    timezone: Asia/Kolkata
    hours:
      mon: ["09:00-19:00"]
priorities:
  P1: {}
plans:
  gold:
    calendar: office
    targets:
      P1: {resolution: 8 h}
"""
JSON = {
    "id": "ours",
    "calendars": {"office": {"timezone": "Asia/Kolkata", "hours": {"mon": ["09:00-19:00"]}}},
    "priorities": {"P1": {}},
    "plans": {"gold": {"calendar": "office", "targets": {"P1": {"resolution": "8 h"}}}},
}


@pytest.fixture(scope="module", autouse=True)
def _slow_imports_done() -> None:
    """What a first use loads must not count as the time that a refusal takes."""
    Calendar(timezone="UTC", hours={"mon": ["09:00-17:00"]}, holidays=[{"country": "IN"}])
    load_matrix("wotnot")


def refusal(call: Callable[[], object]) -> SlaClockError:
    """Return the error that a call raises, after checking what holds for all of them."""
    start = time.process_time()
    with pytest.raises(SlaClockError) as caught:
        call()
    assert time.process_time() - start < 1
    error = caught.value
    message = str(error)
    assert type(error).__module__.startswith("slaclock.")
    assert len(message.encode()) < LONGEST_MESSAGE
    assert "\x1b" not in message
    assert message.replace("\n", "").isprintable()
    assert str(pickle.loads(pickle.dumps(error))) == message
    return error


# --- files -----------------------------------------------------------------------------------


class File(NamedTuple):
    """A file that is refused: its name, its content, and what the message must say."""

    name: str
    content: str | bytes
    says: tuple[str, ...]


def toml(old: str, new: str) -> str:
    assert old in TOML
    return TOML.replace(old, new)


def yaml(old: str, new: str) -> str:
    assert old in YAML
    return YAML.replace(old, new)


def with_target(value: str) -> str:
    """Return the TOML file with another response for P1."""
    return toml('response = "4 h"', f"response = {value}")


def merge_bomb() -> str:
    levels = ["a0: &a0 {x0: 1}"]
    levels += [f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]\n  x{n}: 1" for n in range(1, 19)]
    return "\n".join(levels)


RESPONSE = "plans.gold.targets.P1.response"
FILES = {
    "mf-dup-key-yaml": File(
        "ours.yaml",
        yaml("      P1: {resolution: 8 h}\n", "      P1: {resolution: 4 h}\n      P1: {}\n"),
        ("ours.yaml", "the key 'P1' is given twice, on lines 13 and 14"),
    ),
    "mf-dup-key-json": File(
        "ours.json",
        '{"id": "ours", "targets": {"P1": "4 h", "P1": "8 h"}}',
        ("ours.json", "targets.P1", "the key 'P1' is given twice"),
    ),
    "mf-dup-key-toml": File(
        "ours.toml",
        "P1='4h'\nP1='8h'",
        ("ours.toml", "TOML cannot be read: Cannot overwrite a value", "line 2 is \"P1='8h'\""),
    ),
    "mf-yaml-sexagesimal": File(
        "ours.yaml",
        yaml('["09:00-19:00"]', "[22:00]"),
        ("calendars.office.hours.mon[0]", "1320", "22:00", "quoted"),
    ),
    "mf-yaml-sexagesimal-930": File(
        "ours.yaml",
        yaml('["09:00-19:00"]', "[9:30]"),
        ("calendars.office.hours.mon[0]", "570", "9:30", "quoted"),
    ),
    "mf-yaml-24": File(
        "ours.yaml",
        yaml('["09:00-19:00"]', "[24:00]"),
        ("calendars.office.hours.mon[0]", "1440", "24:00", "quoted"),
    ),
    "mf-yaml-norway": File(
        "ours.yaml",
        YAML + "holidays:\n  - country: NO\n",
        ("holidays[0]", "False", "write text", "quote 'NO'"),
    ),
    "mf-yaml-bad-timestamp": File(
        "ours.yaml",
        YAML + "effective_from: !!timestamp 2026-13-45\n",
        ("ours.yaml", "line 14", "2026-13-45"),
    ),
    "mf-yaml-python-tag": File(
        "ours.yaml",
        YAML + "x: !!python/object/apply:os.system ['id']\n",
        ("line 14", "python/object/apply:os.system", "refused"),
    ),
    "mf-yaml-merge-bomb": File("ours.yaml", merge_bomb(), ("line 3", "refused")),
    "mf-yaml-self-alias": File(
        "ours.yaml", "a: &x [*x]", ("line 1", "alias *x", "aliases are refused")
    ),
    "mf-yaml-two-documents": File(
        "ours.yaml", "---\na: 1\n---\nb: 2", ("line 3", "one document expected, two found")
    ),
    "mf-json-top-level-list": File(
        "ours.json", "[]", ("ours.json", "expected a table at the top, got a list")
    ),
    "mf-json-nan": File(
        "ours.json", '{"targets": {"P1": NaN}}', ("targets.P1", "NaN is not an amount")
    ),
    "mf-toml-inf": File("ours.toml", with_target("inf"), (RESPONSE, "inf", "is infinite")),
    "mf-json-4301-digits": File(
        "ours.json", '{"P1": 1' + "0" * 4999 + "}", ("P1", "5000 digits", "too large")
    ),
    "mf-json-deep": File("ours.json", "[" * 100_000, ("ours.json", "nested too deep", "32 levels")),
    "mf-toml-deep": File(
        "ours.toml", "a = " + "[" * 3000, ("ours.toml", "nested too deep", "32 levels")
    ),
    "mf-utf16": File(
        "ours.toml", TOML.encode("utf-16"), ("ours.toml", "not UTF-8", "byte 0", "UTF-8")
    ),
    "mf-surrogate": File("ours.json", r'{"name": "\ud800"}', ("name", r"\ud800", "Unicode")),
    "mf-rtl-override": File(
        "ours.toml",
        toml("09:00-19:00", "09:00-\u202e00:91"),
        ("calendars.office.hours.mon-fri[0]", r"\u202e", "U+202E", "HH:MM-HH:MM"),
    ),
    "mf-unknown-key": File(
        "ours.toml",
        toml("timezone", "tmezone"),
        ("calendars.office", "'tmezone' is an unknown key", "did you mean 'timezone'?"),
    ),
    "mf-target-negative": File("ours.toml", with_target('"-4h"'), (RESPONSE, "'-4h' is negative")),
    "mf-target-bare-number": File(
        "ours.toml", with_target("4"), (RESPONSE, "4 is a number without a unit", "'4 h'")
    ),
    "mf-target-bool": File(
        "ours.toml", with_target("true"), (RESPONSE, "True is a boolean", "'4 h'")
    ),
    "mf-target-month": File(
        "ours.toml", with_target('"P1M"'), (RESPONSE, "'P1M'", "months", "no fixed length")
    ),
    "mf-target-day-ambiguous": File(
        "ours.toml",
        with_target('"1d"'),
        (RESPONSE, "'1d'", "24 hours or a business day", "'24 h' or '1 BD'"),
    ),
    "mf-target-clock": File(
        "ours.toml", with_target('"04:00"'), (RESPONSE, "a time of day or a length", "'4 h'")
    ),
    "mf-target-fraction": File(
        "ours.toml",
        with_target('"1.0000001s"'),
        (RESPONSE, "'1.0000001s' does not come to whole seconds"),
    ),
    "mf-target-huge": File(
        "ours.toml",
        with_target('"99999999999h"'),
        (RESPONSE, "'99999999999h' is more than the limit of 100 years"),
    ),
    "mf-duration-redos": File(
        "ours.toml", with_target(f'"{"1" * 100_000}!"'), (RESPONSE, "too long", "64 characters")
    ),
    "mf-unknown-extension": File(
        "matrix.cfg", TOML, ("matrix.cfg", "'.cfg'", ".toml, .json, .yaml, .yml")
    ),
}


@pytest.mark.parametrize("case", FILES.values(), ids=FILES.keys())
class TestFiles:
    def test_file_is_refused_naming_the_place(self, case: File, tmp_path: Path) -> None:
        path = self.written(case, tmp_path)
        error = refusal(lambda: load_matrix(path))
        assert isinstance(error, MatrixError)
        assert case.name in str(error)
        for part in case.says:
            assert part in str(error)

    def test_command_line_says_so_in_one_line(self, case: File, tmp_path: Path) -> None:
        path = self.written(case, tmp_path)
        ran = run("matrix", "--matrix", path)
        assert ran.code == 2
        assert ran.out == ""
        assert ran.err.startswith("error: ")
        assert ran.err.count("\n") == 1
        assert "Traceback" not in ran.err

    def test_check_finds_it(self, case: File, tmp_path: Path) -> None:
        ran = run("check", self.written(case, tmp_path))
        assert ran.code == 2
        assert ran.out == ""
        assert case.name in ran.err

    @staticmethod
    def written(case: File, folder: Path) -> Path:
        path = folder / case.name
        content = case.content.encode() if isinstance(case.content, str) else case.content
        path.write_bytes(content)
        return path


def load(folder: Path, name: str, text: str) -> Matrix:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_matrix(path)


def test_yaml_date_as_a_key_means_what_its_quoted_form_does(tmp_path: Path) -> None:
    """mf-yaml-date-key"""
    hours = 'hours:\n      mon: ["09:00-19:00"]\n'
    bare = yaml(hours, hours + "    exceptions: {2026-01-26: []}\n")
    quoted = bare.replace("2026-01-26", '"2026-01-26"')
    assert load(tmp_path, "bare.yaml", bare) == load(tmp_path, "quoted.yaml", quoted)
    named = yaml(hours, hours + "    holidays: {2026-01-26: Republic Day}\n")
    error = refusal(lambda: load(tmp_path, "named.yaml", named))
    assert "calendars.office.holidays" in str(error)
    assert "is not a list" in str(error)


def test_python_tag_runs_nothing(tmp_path: Path) -> None:
    """mf-yaml-python-tag"""
    mark = tmp_path / "mark"
    text = f"x: !!python/object/apply:os.mkdir ['{mark}']\n"
    refusal(lambda: load(tmp_path, "ours.yaml", YAML + text))
    assert not mark.exists()


def test_long_amount_is_refused_at_once(tmp_path: Path) -> None:
    """mf-duration-redos"""
    refusal(lambda: Matrix.model_validate({**JSON, "at_risk": "1" * 100_000 + "!"}))
    start = time.process_time()
    with pytest.raises(MatrixError):
        load(tmp_path, "ours.toml", with_target('"1 ' + "1 " * 30 + '!"'))
    assert time.process_time() - start < 0.5


def test_missing_priority_is_a_finding_and_never_a_default(tmp_path: Path) -> None:
    """mf-missing-priority"""
    sla = load(tmp_path, "ours.toml", toml("[priorities.P1]", "[priorities.P1]\n[priorities.P4]"))
    error = refusal(lambda: compute_deadline("gold", "P4", MONDAY, matrix=sla))
    assert isinstance(error, NoTargetError)
    assert str(error) == "plan 'gold' in matrix 'ours' has no targets for priority 'P4'; it has: P1"
    ran = run("check", tmp_path / "ours.toml")
    assert ran.code == 1
    assert "plans.gold.targets: promises nothing for priority P4" in ran.out


@pytest.mark.parametrize("plan", ["Gold ", "platinum"])
def test_unknown_plan_is_named_beside_the_known_ones(plan: str, tmp_path: Path) -> None:
    """mf-unknown-plan"""
    sla = load(tmp_path, "ours.toml", TOML)
    error = refusal(lambda: sla.row(plan, "P1"))
    assert isinstance(error, UnknownNameError)
    assert f"unknown plan {plan!r}" in str(error)
    assert "plans: gold" in str(error)


def test_tenth_of_an_hour_is_exactly_six_minutes(tmp_path: Path) -> None:
    """mf-target-fraction"""
    sla = load(tmp_path, "ours.toml", with_target('"0.1 h"'))
    assert sla.row("gold", "P1").target("response").amount.seconds == 360


def test_negative_iso_amount_is_refused(tmp_path: Path) -> None:
    """mf-target-negative"""
    error = refusal(lambda: load(tmp_path, "ours.toml", with_target('"PT-4H"')))
    assert f"{RESPONSE}: 'PT-4H' is negative" in str(error)


def test_response_longer_than_resolution_is_a_finding(tmp_path: Path) -> None:
    """mf-resp-gt-resolution"""
    sla = load(tmp_path, "ours.toml", with_target('"9 h"'))
    assert [str(finding) for finding in lint(sla)] == [
        "plans.gold.targets.P1: response 9 h is longer than resolution 8 h"
    ]


# --- calendars -------------------------------------------------------------------------------

BUSINESS = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}


def mondays(*hours: Any) -> dict[str, Any]:
    return {"timezone": "Asia/Kolkata", "hours": {"mon": list(hours)}}


class Refused(NamedTuple):
    """Data of a calendar that is refused, and what the message must say."""

    data: dict[str, Any]
    says: tuple[str, ...]


def in_zone(name: object) -> dict[str, Any]:
    return {**BUSINESS, "timezone": name}


def with_holidays(*entries: Any) -> dict[str, Any]:
    return {**BUSINESS, "holidays": list(entries)}


CALENDARS = {
    "cal-tz-directory": [Refused(in_zone("Asia"), ("timezone", "'Asia' is an unknown time zone"))],
    "cal-tz-empty": [Refused(in_zone(""), ("timezone", "it is empty", "'Asia/Kolkata'"))],
    "cal-tz-nul": [
        Refused(in_zone("Asia/Kolkata\0x"), ("timezone", r"'Asia/Kolkata\x00x'", "unknown"))
    ],
    "cal-tz-long": [Refused(in_zone("x" * 100_000), ("timezone", "(100002 characters)"))],
    "cal-tz-traversal": [Refused(in_zone("../../etc/passwd"), ("timezone", "unknown time zone"))],
    "cal-tz-abbrev": [
        Refused(in_zone("IST"), ("timezone", "India, Israel and Ireland", "Asia/Kolkata"))
    ],
    "cal-tz-est": [
        Refused(in_zone("EST"), ("timezone", "fixed offset without summer time", "New_York"))
    ],
    "cal-tz-right": [
        Refused(in_zone(name), ("timezone", name, "unknown time zone"))
        for name in ("right/Asia/Kolkata", "posixrules", "localtime", "Factory")
    ],
    "cal-tz-offset": [
        Refused(in_zone(name), ("timezone", "not an IANA name", "'Asia/Kolkata'", "Etc/GMT-5"))
        for name in ("+05:30", "UTC+5:30")
    ],
    "cal-window-zero": [
        Refused(mondays("09:00-09:00"), ("hours.mon[0]", "09:00-09:00", "00:00-24:00"))
    ],
    "cal-window-overlap": [
        Refused(
            mondays("09:00-13:00", "12:00-17:00"),
            ("hours.mon", "'12:00-17:00' overlaps '09:00-13:00'"),
        )
    ],
    "cal-window-24-start": [
        Refused(mondays("24:00-25:00"), ("hours.mon[0]", "24:00-25:00", "24:00"))
    ],
    "cal-window-leap-second": [
        Refused(mondays("00:00-23:59:60"), ("hours.mon[0]", "run to 59", "24:00"))
    ],
    "cal-window-ampm": [
        Refused(mondays("9am-7pm"), ("hours.mon[0]", "HH:MM-HH:MM", "no am or pm"))
    ],
    "cal-window-tz-suffix": [
        Refused(mondays("09:00Z-19:00Z"), ("hours.mon[0]", "local times", "no offset"))
    ],
    "cal-day-typo": [
        Refused(
            {"timezone": "UTC", "hours": {"mno": ["09:00-17:00"]}},
            ("hours", "'mno'", "did you mean 'mon'?"),
        )
    ],
    "cal-no-windows": [Refused({"timezone": "UTC", "hours": {}}, ("never opens", "add some"))],
    "cal-holiday-impossible": [
        Refused(
            with_holidays("2026-02-30"),
            ("holidays[0]", "'2026-02-30'", "February 2026 has 28 days"),
        )
    ],
    "cal-country-typo": [
        Refused(with_holidays({"country": name}), ("holidays[0]", repr(name), "alpha-2"))
        for name in ("IND", "in", "India", "HolidayBase", "XNSE")
    ],
    "cal-subdiv-typo": [
        Refused(
            with_holidays({"country": "IN", "subdivision": name}),
            ("holidays[0]", repr(name), "unknown subdivision of IN", near),
        )
        for name, near in (("GU", "GJ"), ("gj", "'GJ'"), ("IN-GJ", "'GJ'"), ("Telengana", "TS"))
    ],
    "cal-subdiv-deprecated": [
        Refused(
            with_holidays({"country": "IN", "subdivision": name}),
            ("holidays[0]", repr(name), f"it is now {now!r}"),
        )
        for name, now in (("OR", "OD"), ("DD", "DH"))
    ],
    "cal-category-typo": [
        Refused(
            with_holidays({"country": "IN", "categories": ["half_day"]}),
            ("holidays[0]", "'half_day'", "government, optional, optional_women, public"),
        )
    ],
}
CALENDAR_CASES = [
    pytest.param(case, id=name if len(cases) == 1 else f"{name}-{number}")
    for name, cases in CALENDARS.items()
    for number, case in enumerate(cases, 1)
]


@pytest.mark.parametrize("case", CALENDAR_CASES)
class TestCalendars:
    def test_calendar_is_refused_naming_the_key(self, case: Refused) -> None:
        error = refusal(lambda: Calendar.model_validate(case.data))
        assert isinstance(error, CalendarError)
        for part in case.says:
            assert part in str(error)

    def test_matrix_with_it_is_refused_naming_the_calendar(self, case: Refused) -> None:
        data = {**JSON, "calendars": {"office": case.data}}
        error = refusal(lambda: Matrix.model_validate(data))
        assert isinstance(error, MatrixError)
        assert str(error).startswith("calendars.office")


def test_stale_zone_data_is_recorded_and_doctor_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    """cal-tz-stale"""
    assert compute_deadline("lite", "P1", MONDAY).provenance["zone_data"] == {
        "source": zone_data().source,
        "version": zone_data().version,
    }
    old = zone_data()._replace(
        source="system", version="2025b", package_version="2026f", path="/usr/share/zoneinfo"
    )
    monkeypatch.setattr("slaclock.cli.doctor.zone_data", lambda: old)
    ran = run("doctor")
    assert ran.code == 1
    assert ran.err == (
        "warning: the zone data in /usr/share/zoneinfo is 2025b, older than 2026f of the tzdata "
        "package; to use the package, set PYTHONTZPATH to nothing\n"
    )


def test_hours_that_overlap_across_midnight_count_once_and_are_found() -> None:
    """cal-window-night-overlap"""
    week = {"timezone": "UTC", "hours": {"mon": ["22:00-06:00"], "tue": ["05:00-10:00"]}}
    calendar = Calendar.model_validate(week)
    monday, wednesday = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)
    assert calendar.elapsed(monday, wednesday) == timedelta(hours=12)
    sla = Matrix.model_validate({**JSON, "calendars": {"office": week}})
    (finding,) = [found for found in lint(sla) if found.kind == "hours-across-midnight"]
    assert str(finding) == (
        'calendars.office.hours: mon "22:00-06:00" and tue "05:00-10:00" share tue 05:00-06:00; '
        "they are united, it counts once"
    )


def test_hours_that_touch_are_one_window() -> None:
    """cal-window-touching"""
    calendar = Calendar.model_validate(mondays("09:00-12:00", "12:00-17:00"))
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=KOLKATA)
    assert calendar.is_open(noon)
    (window,) = calendar.windows(noon - timedelta(hours=9), noon + timedelta(hours=9))
    assert window.close - window.open == timedelta(hours=8)


def test_calendar_open_in_the_past_alone_says_how_far_it_looked() -> None:
    """cal-never-open-after"""
    calendar = Calendar(timezone="UTC", exceptions={"2025-06-02": ["09:00-17:00"]})
    error = refusal(lambda: calendar.next_open(datetime(2026, 1, 1, tzinfo=UTC)))
    assert isinstance(error, NeverOpenError)
    assert "between 2026-01-01T00:00:00+00:00 and 2126" in str(error)


def test_thirty_years_of_holidays_end_in_bounded_time() -> None:
    """cal-all-holidays"""
    first = date(2026, 1, 1)
    days = [(first + timedelta(days=number)).isoformat() for number in range(366 * 30)]
    closed = Calendar(
        timezone="UTC", hours={}, holidays=days, exceptions={"2020-01-01": ["09:00-17:00"]}
    )
    refusal(lambda: closed.next_open(datetime(2026, 1, 1, tzinfo=UTC)))
    always = Calendar(timezone="UTC", hours={"mon-sun": ["00:00-24:00"]}, holidays=days)
    opening = always.next_open(datetime(2026, 1, 1, tzinfo=UTC))
    assert opening == datetime(2056, 1, 24, tzinfo=UTC)  # 30 years are 10,957 of 10,980 days


def test_repeated_holiday_is_taken_once_with_a_warning() -> None:
    """cal-holiday-dup"""
    with pytest.warns(CalendarWarning, match="holidays: 2026-01-26 is given twice"):
        calendar = Calendar.model_validate(with_holidays("2026-01-26", "2026-01-26"))
    assert not calendar.is_open(MONDAY)


def test_exception_wins_over_a_holiday_with_a_warning() -> None:
    """cal-exception-and-holiday"""
    data = {**with_holidays("2026-12-24"), "exceptions": {"2026-12-24": ["09:00-13:00"]}}
    with pytest.warns(CalendarWarning, match="2026-12-24 is a holiday and an exception"):
        calendar = Calendar.model_validate(data)
    assert calendar.is_open(datetime(2026, 12, 24, 10, 0, tzinfo=KOLKATA))
    assert not calendar.is_open(datetime(2026, 12, 24, 13, 0, tzinfo=KOLKATA))


def test_name_of_a_state_is_its_code() -> None:
    """cal-subdiv-alias"""
    by_name, by_code = (
        Calendar.model_validate(with_holidays({"country": "IN", "subdivision": name}))
        for name in ("Gujarat", "GJ")
    )
    assert by_name == by_code
    assert by_name.fingerprint() == by_code.fingerprint()


@pytest.mark.parametrize("year", [1940, 2000, 2036, 2040, 2101])
def test_year_that_is_not_covered_is_refused(year: int) -> None:
    """cal-year-out-of-range"""
    calendar = Calendar.model_validate(with_holidays({"country": "IN"}))
    error = refusal(lambda: calendar.next_open(datetime(year, 6, 1, tzinfo=UTC)))
    assert isinstance(error, CoverageError)
    assert f"holidays of IN in {year}" in str(error)


def test_estimated_holiday_is_marked_and_may_be_refused() -> None:
    """cal-estimated"""
    sla = load_matrix("wotnot").with_holidays("IN")
    opened_at = datetime(2027, 3, 8, 10, 0, tzinfo=KOLKATA)  # a Monday; Eid al-Fitr on 10 March
    answer = compute_deadline("lite", "P3", opened_at, matrix=sla).to_dict()
    assert answer["estimated"] is True
    assert answer["estimated_holidays"] == {"2027-03-10": "Eid al-Fitr (estimated)"}
    strict = load_matrix("wotnot").with_holidays("IN", allow_estimated=False)
    error = refusal(lambda: compute_deadline("lite", "P3", opened_at, matrix=strict))
    assert isinstance(error, CoverageError)
    assert "Eid al-Fitr (estimated)" in str(error)


# --- compute_deadline ------------------------------------------------------------------------


class _Without(tzinfo):
    def utcoffset(self, when: datetime | None) -> timedelta | None:
        return None


class _Failing(tzinfo):
    def utcoffset(self, when: datetime | None) -> timedelta | None:
        raise KeyError("no table")


OPENINGS = {
    "cd-naive": [(datetime(2026, 1, 26, 10, 0), NaiveInstantError, "opened_at is naive")],
    "cd-date": [(date(2026, 1, 26), ArgumentTypeError, "an aware datetime, not only a date")],
    "cd-year-1": [
        (datetime(1, 1, 1, tzinfo=KOLKATA), InstantRangeError, "answers from 0002-01-02 to 9998")
    ],
    "cd-numpy-pandas": [
        (pd.NaT, ArgumentTypeError, "not a missing value"),
        (np.datetime64("NaT", "us"), ArgumentTypeError, "an aware datetime"),
    ],
    "cd-bad-tzinfo": [
        (datetime(2026, 1, 26, tzinfo=_Without()), NaiveInstantError, "is naive"),
        (datetime(2026, 1, 26, tzinfo=_Failing()), NaiveInstantError, "fails with KeyError"),
    ],
    "cd-subclass": [
        (pd.Timestamp(1_769_403_600_000_000_001, tz=KOLKATA), ArgumentTypeError, "whole micro")
    ],
}
OPENING_CASES = [
    pytest.param(*case, id=name if len(cases) == 1 else f"{name}-{number}")
    for name, cases in OPENINGS.items()
    for number, case in enumerate(cases, 1)
]


@pytest.mark.parametrize(("opened_at", "kind", "says"), OPENING_CASES)
def test_opening_is_refused(opened_at: Any, kind: type[SlaClockError], says: str) -> None:
    error = refusal(lambda: compute_deadline("lite", "P1", opened_at))
    assert isinstance(error, kind)
    assert "opened_at" in str(error)
    assert says in str(error)


def test_microseconds_of_an_opening_are_kept() -> None:
    """cd-microsecond"""
    opened_at = datetime(2026, 1, 26, 10, 0, 0, 999_999, tzinfo=KOLKATA)
    due = compute_deadline("starter", "P1", opened_at).response_due
    assert due == datetime(2026, 1, 26, 14, 0, 0, 999_999, tzinfo=KOLKATA)


def test_subclass_of_datetime_has_the_same_answer() -> None:
    """cd-subclass"""
    due = compute_deadline("starter", "P1", pd.Timestamp(MONDAY)).response_due
    assert due == datetime(2026, 1, 26, 14, 0, tzinfo=KOLKATA)


def test_odd_offset_of_local_mean_time_works() -> None:
    """cd-foreign-tzinfo"""
    local_mean_time = timezone(timedelta(hours=5, minutes=53))
    opened_at = datetime(2026, 1, 26, 10, 23, tzinfo=local_mean_time)  # 10:00 +05:30
    due = compute_deadline("starter", "P1", opened_at).response_due
    assert due == datetime(2026, 1, 26, 14, 0, tzinfo=KOLKATA)


# --- the command line ------------------------------------------------------------------------


def test_missing_file_is_named() -> None:
    """cl-missing-file"""
    ran = run("due", "gold", "P1", "2026-01-26T10:00Z", "--matrix", "nope.toml")
    assert ran == (2, "", "error: nope.toml: cannot be read: No such file or directory\n")


def test_directory_without_a_contract_is_refused(tmp_path: Path) -> None:
    """cl-directory"""
    ran = run("matrix", "--matrix", str(tmp_path))
    assert ran == (2, "", "error: no versions; give a data file, or a directory that holds one\n")


def test_broken_pipe_is_quiet() -> None:
    """cl-broken-pipe"""
    command = [*PROGRAM, "windows", "-c", "business", "2000-01-01T00:00Z", "2100-01-01T00:00Z"]
    process = subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()  # before the command has begun to write
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 141


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe to stop at")
def test_interrupt_ends_with_130(tmp_path: Path) -> None:
    """cl-interrupt"""
    process = subprocess.Popen(
        [*PROGRAM, "clock", "-", "--at", "now", "-m", "wotnot"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    )
    assert process.stdin is not None
    process.stdin.write(b"[")
    process.stdin.flush()
    # The command reads, and waits for what never comes.
    while process.poll() is None and _waiting_in(process.stdin):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert not list(tmp_path.iterdir())


def _waiting_in(pipe: IO[bytes]) -> int:
    """Return how many bytes of a pipe nobody has read yet."""
    found = fcntl.ioctl(pipe.fileno(), termios.FIONREAD, b"\0" * 4)
    return int.from_bytes(found, sys.byteorder)


GUJARATI = "ગોલ્ડ"


@pytest.mark.parametrize(
    "changes",
    [{"LANG": "C", "LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"LANG": "de_DE.UTF-8"}],
    ids=["LANG=C", "ascii", "German"],
)
def test_language_of_the_machine_changes_nothing(changes: dict[str, str], tmp_path: Path) -> None:
    """cl-locale"""
    path = tmp_path / "ours.toml"
    country = 'holidays = [{ country = "IN", subdivision = "GJ" }]\n[calendars.office]'
    text = toml("[calendars.office]", country).replace(
        'calendar = "office"', f'title = "{GUJARATI}"\ncalendar = "office"'
    )
    path.write_text(text, encoding="utf-8")
    command = ("explain", GUJARATI, "P1", "2026-01-23T18:00+05:30", "-m", path, "--json")
    ran, plain = run_process(*command, **changes), run(*command)
    assert ran == plain
    assert ran.code == 0
    reasons = [row["reason"] for row in json.loads(ran.out)["rows"]]
    assert "Republic Day" in reasons
    shown = run_process("matrix", "-m", path, **changes)
    assert (shown.code, shown.err) == (0, "")
    assert GUJARATI in shown.out or "\\u0a97" in shown.out


@pytest.mark.parametrize("name", ["gold\x1b[2J", "gold\nINFO all is well"])
def test_control_characters_are_escaped(name: str, tmp_path: Path) -> None:
    """cl-control-chars"""
    path = tmp_path / "ours.json"
    plans = {name: JSON["plans"]["gold"]}  # type: ignore[index]
    path.write_text(json.dumps({**JSON, "plans": plans}), encoding="utf-8")
    for ran in (
        run("due", "gold", "P1", "now", "-m", path),
        run("check", path),
        run("due", name, "P1", "now"),
        run(name),
    ):
        assert ran.code == 2
        assert "\x1b" not in ran.err
        assert "\nINFO" not in ran.err
        assert "gold\\x1b[2J" in ran.err or "gold\\nINFO" in ran.err


# --- the list itself -------------------------------------------------------------------------


def test_every_line_of_the_list_has_its_case() -> None:
    lines = {case["id"] for surface in SURFACES for case in bad_inputs(surface)}
    tests = [test for name, test in globals().items() if name.startswith("test_")]
    named = {test.__doc__.strip() for test in tests if test.__doc__}
    assert lines == {*FILES, *CALENDARS, *OPENINGS, *(named & lines)}
    assert named <= lines
