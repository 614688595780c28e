"""A contract frozen: the same answers, without the package, and nothing beyond its years."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from slaclock import Matrix, load_matrix
from slaclock.calendars.holidays import FrozenHolidays
from slaclock.errors import ArgumentTypeError, CoverageError, TextError
from slaclock.matrices.freezing import freeze, frozen_text, matrix_text, parse_years
from tests.commands import environment

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "contracts").glob("*.toml"))
# Every kind of source: states, estimates, half days, worked weekends, markets, rules, dates.
EVERY_KIND = """
id = "every-kind"
business_day = "full_day"
holidays = [{ date = "2026-07-01", name = "Founding day" }, { country = "IN", subdivision = "GJ" }]

[calendars.office]
timezone = "Asia/Kolkata"
hours = { mon-fri = ["09:00-19:00"] }
holidays = [{ rrule = "FREQ=MONTHLY;BYDAY=2WE", start = 2026-01-01, name = "Second Wednesday" }]

[calendars.factory]
timezone = "Asia/Shanghai"
hours = { mon-fri = ["09:00-18:00"] }
holidays = [{ country = "CN", worked_weekends = "mon" }]
observes_holidays = false

[calendars.trading]
timezone = "America/New_York"
hours = { mon-fri = ["09:30-16:00"] }
holidays = [
  { market = "NYSE" },
  { market = "NYSE", categories = ["half_day"], hours = ["09:30-13:00"] },
]

[calendars.both]
any_of = ["office", "factory"]

[priorities.P1]
[priorities.P2]

[plans.office]
calendar = "office"
targets.P1 = { response = "4 h", resolution = "3 BD" }
[plans.both]
calendar = "both"
targets.P1 = { response = "4 h", resolution = "3 BD" }
[plans.factory]
calendar = "factory"
targets.P1 = { response = "4 h", resolution = "3 BD" }
[plans.trading]
calendar = "trading"
targets.P1 = { response = "4 h", resolution = "3 BD" }
targets.P2 = { resolution = "90 h" }
"""
ANSWERS = """
import json, sys, warnings
from datetime import UTC, datetime, timedelta
warnings.simplefilter("ignore")
if sys.argv[2] == "blocked":
    class Blocker:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] == "holidays":
                raise ModuleNotFoundError(name)
    sys.meta_path.insert(0, Blocker())
from slaclock import load_matrix
matrix = load_matrix(sys.argv[1])
at = datetime(2026, 1, 1, 3, 17, tzinfo=UTC)
while at < datetime(2027, 11, 1, tzinfo=UTC):
    for plan in matrix.plans:
        deadline = matrix.compute_deadline(plan, "P1", at)
        told = deadline.to_dict()
        print(json.dumps({key: told[key] for key in told if key != "provenance"}))
        print(told["provenance"]["holidays"], deadline.explain())
    at += timedelta(hours=101)
print("holidays" in sys.modules)
"""


def every_kind() -> Matrix:
    """Return a contract with a holiday of every kind."""
    return Matrix.model_validate(tomllib.loads(EVERY_KIND))


def answers(file: Path, packages: str) -> list[str]:
    """Return what a process of its own answers from a file, and whether it loaded the package."""
    ran = subprocess.run(
        [sys.executable, "-c", ANSWERS, str(file), packages],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert not ran.returncode, ran.stderr
    return ran.stdout.splitlines()


class TestFreeze:
    def test_answers_are_the_same_bytes_without_the_package(self, tmp_path: Path) -> None:
        live, frozen = tmp_path / "live.toml", tmp_path / "frozen.toml"
        live.write_text(EVERY_KIND, encoding="utf-8")
        frozen.write_text(frozen_text(every_kind(), range(2025, 2029)), encoding="utf-8")
        asked, without = answers(live, "there"), answers(frozen, "blocked")
        assert asked[:-1] == without[:-1]
        assert (asked[-1], without[-1]) == ("True", "False")
        assert len(asked) > 1000

    def test_every_kind_but_single_dates_becomes_rows(self) -> None:
        frozen = freeze(every_kind(), [2026])
        (rule, founding, india) = frozen.calendars["office"].holiday_sources
        assert str(founding) == "FixedHoliday(day=datetime.date(2026, 7, 1), name='Founding day')"
        assert isinstance(india, FrozenHolidays)
        assert isinstance(rule, FrozenHolidays)
        assert (india.title, india.years) == ("IN-GJ", (2026,))
        assert india.by.startswith("holidays ")
        assert rule.by.startswith("python-dateutil ")
        assert [day for day, _ in rule.dates][:2] == [date(2026, 1, 14), date(2026, 2, 11)]

    def test_year_that_is_not_frozen_is_not_known(self) -> None:
        frozen = freeze(every_kind(), [2026])
        opened_at = datetime(2026, 12, 31, 12, tzinfo=UTC)
        with pytest.raises(CoverageError) as caught:
            frozen.compute_deadline("factory", "P1", opened_at)
        assert str(caught.value) == "holidays of CN in 2027: not among the years frozen: 2026"

    def test_year_that_a_list_does_not_know_is_refused(self) -> None:
        with pytest.raises(CoverageError, match=r"IN-GJ in 2040: .*calendar 'office'"):
            freeze(every_kind(), [2026, 2040])

    def test_what_is_frozen_can_be_cut_to_fewer_years_and_no_more(self) -> None:
        frozen = freeze(every_kind(), [2026, 2027])
        assert freeze(frozen, [2026]) == freeze(every_kind(), [2026])
        with pytest.raises(CoverageError, match="not among the years frozen: 2026, 2027"):
            freeze(frozen, [2028])

    @pytest.mark.parametrize("years", [[], [0], ["2026"], [True], range(51), 2026, "2026"])
    def test_what_are_no_years(self, years: object) -> None:
        with pytest.raises(ArgumentTypeError, match="years must be years from 1 to 9998"):
            freeze(every_kind(), years)  # type: ignore[arg-type]


class TestMatrixText:
    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_every_example_is_read_back_equal_and_in_order(self, path: Path) -> None:
        matrix = load_matrix(path)
        read = Matrix.model_validate(tomllib.loads(matrix_text(matrix)))
        assert read == matrix
        assert list(read.plans) == list(matrix.plans)
        assert list(read.priorities) == list(matrix.priorities)

    def test_holidays_keep_their_order(self) -> None:
        """Names of a shared date are joined in it."""
        matrix = every_kind()
        read = Matrix.model_validate(tomllib.loads(matrix_text(matrix)))
        for name, calendar in matrix.calendars.items():
            assert read.calendars[name].holiday_sources == calendar.holiday_sources

    def test_holidays_of_all_stand_once(self) -> None:
        text = matrix_text(freeze(every_kind(), [2026]))
        assert text.count('frozen = "IN-GJ"') == 1

    def test_empty_list_that_means_something_is_written(self) -> None:
        matrix = Matrix.model_validate({**tomllib.loads(EVERY_KIND), "pauses": []})
        assert "pauses = []" in matrix_text(matrix)


class TestFrozenText:
    def test_first_line_of_a_contract_without_a_version(self) -> None:
        named = Matrix.model_validate({**every_kind().content(), "id": "desk", "version": ""})
        first, *_ = frozen_text(named, [2026]).splitlines()
        assert ": desk, with the holidays of 2026 " in first

    def test_first_lines_say_what_it_is_made_of(self) -> None:
        first, second, *_ = frozen_text(every_kind(), [2026, 2027]).splitlines()
        assert first.endswith("every-kind, with the holidays of 2026 to 2027 written out.")
        assert second == f"# SHA-256 of the contract it was made of: {every_kind().fingerprint()}"


class TestParseYears:
    def test_range_and_single_year(self) -> None:
        assert parse_years(" 2026 - 2028 ") == (2026, 2027, 2028)
        assert parse_years("2026") == (2026,)

    @pytest.mark.parametrize("text", ["", "26", "2028-2026", "0000", "2026-2099", "2026-", "x"])
    def test_what_are_no_years(self, text: str) -> None:
        with pytest.raises(TextError, match="are no years; write them like 2026-2028"):
            parse_years(text)


def test_rows_of_a_year_are_those_of_the_list() -> None:
    """Also worked weekends, half days and estimates, for every date."""
    matrix, frozen = every_kind(), freeze(every_kind(), [2026, 2027])
    for name, calendar in matrix.single_calendars.items():
        for number in range(730):
            day = date(2026, 1, 1) + timedelta(number)
            assert frozen.single_calendars[name].hours_on(day) == calendar.hours_on(day)
