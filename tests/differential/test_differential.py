"""Many questions to slaclock and the oracle: a short run each time; `make differential` is long."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from slaclock.bulk.engine.kernel import Kernel
from slaclock.calendars.open_time import OpenTime
from slaclock.calendars.timeline import Timeline
from tests.differential import __main__ as differential
from tests.differential.__main__ import NAMES, failures, main, tallies
from tests.differential.columns import columns
from tests.differential.desks import DEEPEST, any_desk, closes, combined_desk, opens_enough
from tests.differential.kept import KeptOracle
from tests.differential.questions import Asker, Call, snippet
from tests.oracle import OracleCalendar
from tests.rich_desks import AnyDesk, calendar_of
from tests.strategies import Desk
from tests.world import at

pytestmark = pytest.mark.filterwarnings("ignore::slaclock.calendars.calendar.CalendarWarning")

NEAR = date(2026, 3, 29)


def depth(desk: AnyDesk) -> int:
    return 0 if isinstance(desk, Desk) else 1 + max(depth(desk.left), depth(desk.right))


def asker(number: int) -> Asker:
    draw = Random(number)
    return Asker(draw, *any_desk(draw))


def run(*options: str) -> int:
    return main(["--seed", "1", "--workers", "1", *options])


def run_alone(code: str) -> str:
    words = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout


class TestShort:
    @pytest.mark.parametrize("seed", ["1", "2"])
    def test_ten_thousand_questions(self, seed: str, capsys: pytest.CaptureFixture[str]) -> None:
        words = ["--questions", "10_000", "--each", "1_000", "--workers", "1", "--seed", seed]
        assert main(words) == 0, capsys.readouterr().out
        last = capsys.readouterr().out.splitlines()[-1]
        assert last.startswith("10,000 questions of 10 calendars, ")
        assert ", 0 wrong, " in last


class TestDesks:
    def test_all_depths_are_drawn(self) -> None:
        draw = Random(0)
        drawn = {depth(combined_desk(draw, "UTC", NEAR, DEEPEST)) for _ in range(100)}
        assert drawn == {1, 2, 3}

    @pytest.mark.parametrize(
        ("hours", "is_enough", "does_close"),
        [
            pytest.param({"mon-fri": ["09:00-17:00"]}, True, True, id="office"),
            pytest.param({"mon-sun": ["00:00-24:00"]}, True, False, id="always"),
            pytest.param({"wed": ["09:00-17:00"]}, False, True, id="seldom"),
        ],
    )
    def test_what_is_asked_of_whom(
        self, hours: dict[str, list[str]], is_enough: bool, does_close: bool
    ) -> None:
        oracle = KeptOracle(OracleCalendar({"timezone": "Europe/London", "hours": hours}))
        assert (opens_enough(oracle, NEAR), closes(oracle, NEAR)) == (is_enough, does_close)


class TestWrongAnswers:
    def test_wrong_timeline_is_found(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        right = Timeline.previous_open
        monkeypatch.setattr(Timeline, "previous_open", lambda line, at: right(line, at - 1))
        assert run("--questions", "1_000") == 1
        told = capsys.readouterr().out
        assert ".previous_open(" in told
        assert "; again: make differential SEED=1 QUESTIONS=1000" in told

    def test_error_is_no_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> None:
            raise ZeroDivisionError("by hand")

        monkeypatch.setattr(OpenTime, "open_between", fail)
        monkeypatch.setattr(Timeline, "exact", property(fail), raising=False)
        assert run("--questions", "300") == 1

    def test_wrong_column_is_found(self) -> None:
        """Its calendar is another one than that of the oracle."""
        one, other = asker(1), asker(2)
        one.calendar = other.calendar
        _, each = columns(one)
        assert any(said != right for _, said, right in each)

    def test_columns_can_be_run(self) -> None:
        made, each = columns(asker(1))
        code = made + "".join(f"print(list(map(int, {one.code})))\n" for one in each)
        assert run_alone(code).splitlines() == [str(one.right) for one in each]

    def test_error_of_a_column_is_told(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fail(*_: object) -> None:
            raise ZeroDivisionError("by hand")

        monkeypatch.setattr(Kernel, "elapsed", fail)
        assert run("--questions", "10") == 1
        assert "# slaclock says: ZeroDivisionError('by hand')" in capsys.readouterr().out

    def test_snippet_can_be_run(self) -> None:
        one = asker(3)
        call = next(call for call in iter(one.next_call, None) if call.name == "next_open")
        printed = run_alone(snippet(call, one)).strip()
        assert f"# right is:      {printed}" in snippet(call, one)

    def test_answer_of_another_zone_is_another(self) -> None:
        moment = at("2026-03-02 10:00")
        office = Desk({"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}, NEAR)
        call = Call(calendar_of(office), "add", (moment, timedelta(0)), {}, None)
        us, zone = call.said()
        assert call._replace(right=(us, zone)).said() == (us, "Asia/Kolkata")
        assert call.said() != (us, "UTC")


class TestMain:
    def test_seed_alone_says_what_is_drawn(self) -> None:
        words = ["--questions", "60", "--each", "20", "--seed", "7", "--workers"]
        one, two = (
            list(tallies(differential._options([*words, workers]), 3)) for workers in ("1", "2")
        )
        assert one == two
        assert [tally.asked.total() for tally in one] == [20, 20, 20]

    @pytest.mark.parametrize("number", ["0", "-1"])
    def test_nothing_is_refused(self, number: str) -> None:
        with pytest.raises(SystemExit):
            run("--questions", number)

    def test_never_passes_on_nothing(self) -> None:
        everything = Counter(dict.fromkeys(NAMES, 1_000))
        assert failures(everything, everything.total(), 0) == []
        assert failures(everything, everything.total(), 2) == ["2 answers differ"]
        without = everything - Counter({"elapsed": 1_000})
        assert failures(without, without.total(), 0) == ["elapsed was never asked"]
        assert failures(Counter(), 20, 0) == ["0 questions were asked, and not 20"]
