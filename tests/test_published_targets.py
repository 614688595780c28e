"""Deadlines of published contracts that name a date, worked out by hand.

Facts of eight contracts in our own words: a desk, what is promised, and by when a ticket falls
due. The weekdays are those of the openings.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from slaclock import Matrix
from slaclock.bulk import add_deadlines

EASTER_2026 = ["2026-04-03", "2026-04-06"]


class Promised(NamedTuple):
    """What a contract promises: the desk it runs on, and the target."""

    zone: str
    hours: dict[str, list[str]]
    holidays: list[str]
    target: Any


OPENREACH = ("Europe/London", {"mon-fri": ["00:00-24:00"]}, EASTER_2026)
INDUCIO = ("Europe/Berlin", {"mon-thu": ["09:00-17:00"], "fri": ["09:00-15:00"]}, EASTER_2026)
BAREOS = ("Europe/Berlin", {"mon-fri": ["09:00-17:00"]}, ["2026-12-24", "2026-12-25"])
ALWAYS = {"mon-sun": ["00:00-24:00"]}
GUHG = ("Europe/London", {"mon-fri": ["09:00-17:00"]}, [*EASTER_2026, "2026-05-04"])
CSG = ("Australia/Sydney", {"mon-fri": ["08:00-17:00"]}, [*EASTER_2026, "2026-01-26"])
FROM_OPENING = {"counted_from": "opened"}
END_OF_DAY = {"by": "< 24:00", "counted_from": "opened"}
CLOSING = {"business_day": "close_of_business", "counted_from": "opened"}
UNTIL_NOON = {"business_day": "close_of_business", "cutoff": "12:00", "counted_from": "start"}

PROMISES = {
    "openreach care 1": Promised(*OPENREACH, {"within": "2 BD", **END_OF_DAY}),
    "inducio class 1": Promised(*INDUCIO, {"within": "5 BD", **UNTIL_NOON}),
    "inducio class 2": Promised(*INDUCIO, {"within": "3 BD", **UNTIL_NOON}),
    "inducio class 3": Promised(*INDUCIO, {"within": "2 BD", **UNTIL_NOON}),
    "bareos advanced": Promised(*BAREOS, {"within": "NBD", **CLOSING}),
    "bareos standard": Promised(*BAREOS, {"within": "2 BD", **CLOSING}),
    "evercast S4": Promised("America/Los_Angeles", ALWAYS, [], {"within": "14 calendar days"}),
    "lincoln P4": Promised("Europe/London", ALWAYS, [], {"within": "30 calendar days"}),
    "guhg heating": Promised(*GUHG, {"within": "10 BD", **END_OF_DAY}),
    "guhg routine": Promised(*GUHG, {"within": "20 BD", **END_OF_DAY}),
    "fca other": Promised("Europe/London", ALWAYS, [], {"within": "8 weeks", "by": "24:00"}),
    "csg urban": Promised(*CSG, {"within": "1 BD", **CLOSING}),
    "csg rural": Promised(*CSG, {"within": "2 BD", **CLOSING}),
    "csg remote": Promised(*CSG, {"within": "3 BD", **CLOSING}),
}
CASES = [
    ("openreach care 1", "2026-03-10T09:00", "2026-03-13T00:00"),  # Tuesday
    ("openreach care 1", "2026-03-14T11:00", "2026-03-18T00:00"),  # Saturday: Monday, Tuesday
    ("openreach care 1", "2026-04-02T16:00", "2026-04-09T00:00"),  # Thursday before Easter
    ("inducio class 2", "2026-03-02T11:59", "2026-03-05T17:00"),  # Monday before noon
    ("inducio class 2", "2026-03-02T12:01", "2026-03-06T15:00"),  # counts as Tuesday
    ("inducio class 3", "2026-03-05T10:00", "2026-03-09T17:00"),  # Thursday
    ("inducio class 3", "2026-03-06T15:30", "2026-03-11T17:00"),  # Friday, closed: from Monday
    ("inducio class 1", "2026-04-01T09:30", "2026-04-10T15:00"),  # Wednesday, over Easter
    ("bareos advanced", "2026-03-07T12:00", "2026-03-09T17:00"),  # Saturday: Monday
    ("bareos advanced", "2026-12-23T10:00", "2026-12-28T17:00"),  # Wednesday before Christmas
    ("bareos standard", "2026-03-02T18:30", "2026-03-04T17:00"),  # Monday after closing
    ("evercast S4", "2026-03-02T10:00", "2026-03-16T10:00"),  # over the change to summer time
    ("lincoln P4", "2026-03-20T10:00", "2026-04-19T10:00"),  # the same
    ("guhg heating", "2026-05-01T00:30", "2026-05-19T00:00"),  # Friday, May Day between
    ("guhg heating", "2026-10-31T23:59", "2026-11-14T00:00"),  # Saturday: Monday is the first
    ("guhg routine", "2026-03-11T15:00", "2026-04-11T00:00"),  # Wednesday, over Easter
    ("fca other", "2026-03-02T12:00", "2026-04-28T00:00"),  # Monday, over the clock change
    ("csg urban", "2026-03-06T16:00", "2026-03-09T17:00"),  # Friday: Monday
    ("csg urban", "2026-03-07T09:00", "2026-03-09T17:00"),  # Saturday: Monday too
    ("csg remote", "2026-04-02T10:00", "2026-04-09T17:00"),  # Thursday; summer time ends
    ("csg rural", "2026-01-23T12:00", "2026-01-28T17:00"),  # Friday before Australia Day
]


def contract() -> Matrix:
    """Return one contract with a plan for each promise, on a desk of its own."""
    calendars = {
        name: {"timezone": zone, "hours": hours, "holidays": holidays}
        for name, (zone, hours, holidays, _) in PROMISES.items()
    }
    plans = {
        name: {"calendar": name, "targets": {"*": {"resolution": promise.target}}}
        for name, promise in PROMISES.items()
    }
    return Matrix.model_validate({"id": "published", "calendars": calendars, "plans": plans})


def local(name: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(PROMISES[name].zone))


@pytest.mark.parametrize(("name", "opened", "due"), CASES)
def test_single_ticket(name: str, opened: str, due: str) -> None:
    deadline = contract().compute_deadline(name, None, local(name, opened))
    assert deadline.resolution_due == local(name, due)


def test_frame() -> None:
    frame = pl.DataFrame(
        {
            "plan": [name for name, _, _ in CASES],
            "opened_at": [
                local(name, opened).astimezone(ZoneInfo("UTC")) for name, opened, _ in CASES
            ],
        }
    )
    found = add_deadlines(frame, matrix=contract(), priority=None)
    assert found["resolution_due"].to_list() == [local(name, due) for name, _, due in CASES]


def test_strict_end_of_a_day_is_met_before_midnight_alone() -> None:
    name, opened = "openreach care 1", "2026-03-10T09:00"
    deadline = contract().compute_deadline(name, None, local(name, opened))
    assert deadline.met("resolution", local(name, "2026-03-12T23:59:59"))
    assert not deadline.met("resolution", local(name, "2026-03-13T00:00"))


class TestByTheHourOfTheReport:
    """Two repair contracts that promise another time for a report in the afternoon, every day."""

    CASES = (
        ("care 3", "2026-03-15T12:59", "2026-03-16T00:00"),  # Sunday: the end of it
        ("care 3", "2026-03-15T13:00", "2026-03-16T12:59"),
        ("attend", "2026-03-02T12:59", "2026-03-03T00:00"),  # Monday: the end of it
        ("attend", "2026-03-02T13:00", "2026-03-03T09:00"),
        ("attend", "2026-03-28T14:00", "2026-03-29T09:00"),  # Saturday; summer time begins
        ("heating", "2026-04-30T23:00", "2026-05-01T23:00"),  # the last evening of winter
        ("heating", "2026-05-01T00:30", "2026-05-19T00:00"),  # Friday: ten working days
        ("heating", "2026-10-31T23:59", "2026-11-14T00:00"),  # Saturday
    )

    def matrix(self) -> Matrix:
        zone, hours, holidays = GUHG
        london = {"timezone": zone, "hours": ALWAYS}
        winter = {"from": "11-01", "to": "04-30", "hours": ALWAYS}
        morning = {"within": "0 BD", "by": "24:00", "opened_in": "morning"}
        heating = [
            {"within": "24 h", "opened_in": "winter"},
            {"within": "10 BD", "by": "24:00", "counted_from": "opened", "calendar": "desk"},
        ]
        promises = {
            "care 3": [morning, {"within": "1 BD", "by": "12:59", "cutoff": "24:00"}],
            "attend": [morning, {"within": "1 BD", "by": "09:00", "cutoff": "24:00"}],
            "heating": heating,
        }
        return Matrix.model_validate(
            {
                "id": "repairs",
                "calendars": {
                    "always": london,
                    "morning": {"timezone": zone, "hours": {"mon-sun": ["00:00-13:00"]}},
                    "winter": {"timezone": zone, "hours": {}, "seasons": [winter]},
                    "desk": {"timezone": zone, "hours": hours, "holidays": holidays},
                },
                "plans": {
                    name: {"calendar": "always", "targets": {"*": {"resolution": target}}}
                    for name, target in promises.items()
                },
            }
        )

    @pytest.mark.parametrize(("name", "opened", "due"), CASES)
    def test_single_ticket(self, name: str, opened: str, due: str) -> None:
        at, expected = (
            datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))
            for text in (opened, due)
        )
        assert self.matrix().compute_deadline(name, None, at).resolution_due == expected
