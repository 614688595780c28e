"""The errors: their sentences, their facts, and that they survive a pickle."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest

from slaclock import errors
from slaclock.errors import (
    AmountError,
    ArgumentTypeError,
    CalendarError,
    CoverageError,
    DataError,
    EventError,
    HistoryError,
    HolidayError,
    HoursError,
    InstantRangeError,
    InstantTextError,
    LedgerError,
    MatrixError,
    MissingExtraError,
    NaiveInstantError,
    NeverOpenError,
    NoTargetError,
    OutputError,
    Problem,
    ProfileError,
    ProvenanceError,
    RowError,
    SlaClockError,
    TicketFileError,
    UndecidedTimesError,
    UnknownNameError,
    ZoneError,
)

NAIVE = datetime(2026, 3, 2, 9, 0)
AWARE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CASES: list[tuple[SlaClockError, type[Exception], str]] = [
    (
        NaiveInstantError("start", NAIVE),
        ValueError,
        (
            "start is naive: 2026-03-02T09:00:00; "
            "attach a zone, such as tzinfo=ZoneInfo('Europe/Paris')"
        ),
    ),
    (
        InstantRangeError("end", AWARE, "it must not be before start"),
        ValueError,
        "end is out of range: 2026-03-02T09:00:00+00:00; it must not be before start",
    ),
    (InstantTextError("noon", "is not ISO 8601"), ValueError, "'noon' is not ISO 8601"),
    (
        ArgumentTypeError("at", 3, "an aware datetime"),
        TypeError,
        "at must be an aware datetime; got 3 (int)",
    ),
    (AmountError("4", "has no unit"), ValueError, "'4' has no unit"),
    (HoursError("9-5", "is not HH:MM-HH:MM"), ValueError, "'9-5' is not HH:MM-HH:MM"),
    (ZoneError("IST", "is not usable"), ValueError, "'IST' is not usable"),
    (HolidayError("2026-02-30", "is not a date"), ValueError, "'2026-02-30' is not a date"),
    (
        CalendarError([Problem("timezone", None, "is missing")]),
        ValueError,
        "timezone: is missing",
    ),
    (
        MatrixError([Problem("", None, "is a directory, not a file")], "ours.toml"),
        ValueError,
        "ours.toml: is a directory, not a file",
    ),
    (
        UnknownNameError("plan", "premum", ["lite", "starter", "premium"]),
        LookupError,
        "unknown plan 'premum'; did you mean 'premium'? plans: lite, starter, premium",
    ),
    (
        NoTargetError("gold", "P4", ["P1", "P2"]),
        LookupError,
        "plan 'gold' has no targets for priority 'P4'; it has: P1, P2",
    ),
    (
        CoverageError("IN-GJ", 2040, "the holidays package covers 2001 to 2035"),
        LookupError,
        "holidays of IN-GJ in 2040: the holidays package covers 2001 to 2035",
    ),
    (
        NeverOpenError("2026-01-01", "2126-01-01", "8 h"),
        ValueError,
        (
            "no open time for 8 h between 2026-01-01 and 2126-01-01; "
            "check the calendar's hours, holidays and exceptions"
        ),
    ),
    (
        HistoryError("no version was in force on 2023-12-31"),
        LookupError,
        "no version was in force on 2023-12-31",
    ),
    (
        EventError(None, "", "a log begins with Opened"),
        ValueError,
        "events: a log begins with Opened",
    ),
    (
        EventError(2, "Resumed", "nothing is paused"),
        ValueError,
        "events[2] Resumed: nothing is paused",
    ),
    (
        RowError(17, AmountError("4", "has no unit")),
        ValueError,
        "row 17: '4' has no unit",
    ),
    (
        ProvenanceError("the matrix", "ab", "cd"),
        ValueError,
        "the matrix was saved as ab, but is cd now",
    ),
    (
        LedgerError(2, 1),
        ArithmeticError,
        "the ledger adds up to 1 microseconds, but 2 were to be accounted for",
    ),
    (
        ProfileError([Problem("dates", 7, "is no word"), Problem("", None, "is empty")], "a.toml"),
        ValueError,
        "profile a.toml: dates: is no word; is empty",
    ),
    (TicketFileError("may.csv", "is empty"), ValueError, "may.csv: is empty"),
    (
        UndecidedTimesError("may.csv", "opened", "04/05/2026", "may be either"),
        ValueError,
        "may.csv: column 'opened': '04/05/2026' may be either",
    ),
    (OutputError("out.html", "is a folder"), ValueError, "out.html: is a folder"),
    (
        MissingExtraError("reading a YAML file", "ruamel.yaml", "yaml"),
        ImportError,
        (
            "reading a YAML file needs the package ruamel.yaml; "
            "install it with: pip install 'slaclock[yaml]'"
        ),
    ),
]
IDS = [type(error).__name__ for error, _, _ in CASES]


@pytest.mark.parametrize(("error", "builtin", "message"), CASES, ids=IDS)
class TestErrors:
    def test_sentence(self, error: SlaClockError, builtin: type[Exception], message: str) -> None:
        assert str(error) == message

    def test_nearest_built_in_catches_it(
        self, error: SlaClockError, builtin: type[Exception], message: str
    ) -> None:
        assert isinstance(error, builtin)
        assert isinstance(error, SlaClockError)

    def test_pickle_keeps_the_facts(
        self, error: SlaClockError, builtin: type[Exception], message: str
    ) -> None:
        copy = pickle.loads(pickle.dumps(error))
        assert type(copy) is type(error)
        assert str(copy) == message
        assert list(map(str, copy.args)) == list(map(str, error.args))


def test_every_public_error_is_in_the_tree_of_the_module() -> None:
    documented = errors.__doc__ or ""
    missing = [
        name
        for name in errors.__all__
        if isinstance(getattr(errors, name), type)
        and issubclass(getattr(errors, name), SlaClockError)
        and f"{name} " not in documented.replace("\n", " ")
    ]
    assert missing == []


class TestDataError:
    def problems(self, count: int, length: int = 10) -> list[Problem]:
        return [Problem(f"key{number}", number, "x" * length) for number in range(count)]

    def test_five_problems_are_shown_and_all_are_kept(self) -> None:
        error = DataError(self.problems(7))
        assert str(error).splitlines() == [
            *(f"key{number}: xxxxxxxxxx" for number in range(5)),
            "and 2 more",
        ]
        assert len(error.problems) == 7

    def test_long_problems_are_cut_to_what_can_be_read(self) -> None:
        text = str(DataError(self.problems(3, 500)))
        assert text.splitlines()[1:] == ["and 2 more"]
        assert len(str(DataError(self.problems(1, 5000)))) == 900


class TestLongPaths:
    def test_a_long_path_keeps_its_end(self) -> None:
        error = errors.MatrixError(
            [errors.Problem("", None, "is a list")], "/deep" * 40 + "/m.toml"
        )
        assert str(error) == "...eep" + "/deep" * 13 + "/m.toml: is a list"
