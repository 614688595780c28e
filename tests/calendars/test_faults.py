"""What went wrong with calendars and holidays once, and what is right; by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock import Calendar
from slaclock.errors import CalendarError
from tests.commands import Ran, run

FAULTS = Path(__file__).parent / "faults"
DAYS = ("2026-12-23T00:00+01:00", "2026-12-25T00:00+01:00")


def due(contract: Path, at: str) -> str:
    ran = run("due", "gold", "P1", at, "-m", contract)
    assert ran.code == 0, ran.err
    return ran.out


def check(name: str) -> Ran:
    return run("check", FAULTS / name, "--at", "2026-03-02T00:00Z")


def changed(name: str, old: str, new: str, folder: Path) -> Path:
    """Return a copy of a contract with one thing changed."""
    text = (FAULTS / name).read_text(encoding="utf-8")
    assert old in text
    copy = folder / name
    copy.write_text(text.replace(old, new), encoding="utf-8")
    return copy


def test_half_days_as_closures_are_refused() -> None:
    ran = check("half-day-category.toml")
    assert ran.code != 0
    assert "'half_day' is a category with half days, which would be closed all day" in (
        ran.out + ran.err
    )


def test_half_day_with_hours_is_half_open(tmp_path: Path) -> None:
    half = 'categories = ["half_day"]'
    contract = changed("half-day-category.toml", half, f'{half}, hours = ["09:00-13:00"]', tmp_path)
    assert "2026-12-24T11:30" in due(contract, "2026-12-24T09:30Z").replace(" ", "T")


@pytest.mark.parametrize(
    ("name", "country", "day"),
    [("cn-makeup.toml", "CN", "2026-10-10"), ("hu-makeup.toml", "HU", "2026-08-08")],
)
def test_worked_weekends_that_nobody_decided_are_found(name: str, country: str, day: str) -> None:
    ran = check(name)
    assert f"{country} has weekend days that are worked" in ran.out + ran.err
    assert "worked_weekends" in ran.out + ran.err


@pytest.mark.parametrize(
    ("name", "country", "at", "expect"),
    [
        ("cn-makeup.toml", "CN", "2026-10-09T17:00+08:00", "2026-10-10 12:00"),
        ("hu-makeup.toml", "HU", "2026-01-09T16:00+01:00", "2026-01-10 12:00"),
    ],
)
def test_worked_weekend_is_worked(
    name: str, country: str, at: str, expect: str, tmp_path: Path
) -> None:
    said = f'country = "{country}"'
    contract = changed(name, said, f'{said}, worked_weekends = "mon"', tmp_path)
    assert expect in due(contract, at)
    assert "worked_weekends" not in run("check", contract, "--at", "2026-03-02T00:00Z").out


@pytest.mark.parametrize(
    ("name", "open_days"),
    [
        ("ics-r1_moved.toml", ["2026-12-24"]),
        ("ics-r2_one_cancelled.toml", ["2026-12-23", "2026-12-24"]),
        ("ics-r3_lower_case_cancelled.toml", ["2026-12-23", "2026-12-24"]),
    ],
)
def test_moved_and_cancelled_days_are_open(name: str, open_days: list[str]) -> None:
    ran = run("windows", *DAYS, "-m", FAULTS / name)
    assert [day for day in ("2026-12-23", "2026-12-24") if day in ran.out] == open_days


@pytest.mark.parametrize("name", ["ics-r5_end_equals_start.toml", "ics-r8_until_time.toml"])
def test_dates_that_programs_write_are_understood(name: str) -> None:
    ran = check(name)
    assert "error" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Germany", "DE"),
        ("Austria", "AT"),
        ("China", "CN"),
        ("Netherlands", "NL"),
        ("Switzerland", "CH"),
        ("Schweiz", "CH"),
        ("UK", "GB"),
        ("England", "GB"),
    ],
)
def test_country_is_named_by_its_code(name: str, code: str) -> None:
    with pytest.raises(CalendarError, match=f"did you mean '{code}'\\?"):
        Calendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]}, holidays=[{"country": name}])


@pytest.mark.parametrize(
    ("country", "name", "code"),
    [
        ("DE", "Bavaria", "BY"),
        ("DE", "saxony", "SN"),
        ("AT", "Vienna", "9"),
        ("CH", "Geneva", "GE"),
    ],
)
def test_state_is_named_by_its_code(country: str, name: str, code: str) -> None:
    entry = {"country": country, "subdivision": name}
    with pytest.raises(CalendarError, match=f"did you mean '{code}'\\?"):
        Calendar(timezone="Etc/UTC", hours={"mon": ["09:00-17:00"]}, holidays=[entry])
    Calendar(
        timezone="Etc/UTC",
        hours={"mon": ["09:00-17:00"]},
        holidays=[{"country": country, "subdivision": code}],
    )
