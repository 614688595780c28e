"""What a target says of pauses: whether, for which reasons, and how they stop it."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import polars as pl
import pytest

from slaclock import Clock, Matrix, events
from slaclock.bulk import add_verdicts
from slaclock.errors import MatrixError
from tests.world import at, contract

MONDAY = at("2026-03-02 10:00")
"""A Monday; the desk is open from 9 to 7. The ticket is paused from 11 to 12."""


def due(resolution: Any, reason: str | None, response: Any = "4 h", **changes: Any) -> list[Any]:
    """Return when response and resolution fall due after a pause of an hour."""
    matrix = contract({"response": response, "resolution": resolution}, **changes)
    assert Matrix.model_validate(matrix.content()) == matrix
    log = [
        events.Opened(MONDAY, plan="gold", priority="P1"),
        events.Paused(at("2026-03-02 11:00"), reason),
        events.Resumed(at("2026-03-02 12:00")),
    ]
    state = Clock(matrix, log).at(at("2026-03-02 12:30"))
    return [f"{state[name].due_at:%H:%M}" for name in ("response", "resolution")]


class TestReasons:
    @pytest.mark.parametrize(
        ("pauses", "reason", "moved"),
        [
            (True, None, True),
            (False, None, False),
            (False, "customer", False),
            (["customer"], "customer", True),
            (["customer", "parts"], "parts", True),
            (["customer"], "parts", False),
            (["customer"], None, False),
            ({"customer": "open_time"}, "customer", True),
            ({"customer": "open_time"}, "parts", False),
        ],
    )
    def test_which_pauses_stop_a_target(self, pauses: Any, reason: str | None, moved: bool) -> None:
        target = {"within": "4 h", "pauses": pauses}
        assert due(target, reason)[1] == ("15:00" if moved else "14:00")
        # The response is stopped by none: the matrix names the resolution alone.
        assert due("4 h", reason, target) == ["15:00" if moved else "14:00", "15:00"]

    def test_several_targets_are_stopped_together(self) -> None:
        earlier = {"first_of": ["4 h", "5 h"], "pauses": ["customer"]}
        assert due(earlier, "customer")[1] == "15:00"
        assert due(earlier, "parts")[1] == "14:00"

    def test_entry_of_a_list_says_its_own(self) -> None:
        entries = [{"within": "4 h", "opened_in": "desk", "pauses": False}, "8 h"]
        assert due(entries, None)[1] == "14:00"

    def test_whole_days_are_left_out_of_a_count_of_days(self) -> None:
        """Paused from Tuesday to Wednesday: of three days, Thursday is the first."""
        ways = {"fee": "whole_days", "customer": "open_time"}
        target = {"within": "3 BD", "by": "17:00", "pauses": ways}
        for reason, expected in (("fee", "2026-03-09 17:00"), ("customer", "2026-03-06 16:30")):
            log = [
                events.Opened(MONDAY, plan="gold", priority="P1"),
                events.Paused(at("2026-03-03 10:00"), reason),
                events.Resumed(at("2026-03-04 09:30")),
            ]
            clock = Clock(contract({"resolution": target}), log)
            assert clock.at(at("2026-03-04 12:00"))["resolution"].due_at == at(expected), reason

    def test_frame_with_pauses_goes_by_the_target(self) -> None:
        targets = {
            "response": {"within": "4 h", "pauses": True},
            "resolution": {"within": "4 h", "pauses": False},
        }
        opened, paused, resumed, done = (
            at(f"2026-03-02 {time}").astimezone(UTC)
            for time in ("10:00", "11:00", "12:00", "14:30")
        )
        columns = {
            "opened_at": [opened],
            "responded_at": [done],
            "resolved_at": [done],
            "pauses": [[[paused, resumed]]],
        }
        found = add_verdicts(
            pl.DataFrame(columns),
            plan="gold",
            priority="P1",
            matrix=contract(targets),
            responded_at="responded_at",
            resolved_at="resolved_at",
            paused="pauses",
        )
        assert found["response_verdict"].to_list() == ["met"]
        assert found["resolution_verdict"].to_list() == ["breached"]


class TestRefused:
    @pytest.mark.parametrize(
        ("target", "message"),
        [
            (
                {"within": "4 h", "pauses": "customer"},
                (
                    "'customer' does not say what pauses do; write true, false, a list of "
                    'reasons, or a table of reasons such as { fee = "whole_days" }'
                ),
            ),
            (
                {"within": "4 h", "pauses": [""]},
                "'' is not the reason of a pause; put it in quotes",
            ),
            (
                {"within": "4 h", "pauses": {"fee": "whole_day"}},
                (
                    "'whole_day' is not how a pause stops a clock; did you mean 'whole_days'? "
                    "write open_time or whole_days"
                ),
            ),
            (
                {"within": "4 h", "pauses": {"fee": "whole_days"}},
                ('a pause for fee leaves out whole days, but 4 h names no date; write "open_time"'),
            ),
            (
                {"first_of": ["4 h", {"within": "5 h", "pauses": True}]},
                "'pauses' stands inside first_of; it is one clock, so say it beside first_of",
            ),
        ],
    )
    def test_what_cannot_be_meant(self, target: Any, message: str) -> None:
        with pytest.raises(MatrixError) as caught:
            contract({"resolution": target})
        [problem] = caught.value.problems
        assert problem.path.startswith("plans.gold.targets.P1.resolution")
        assert problem.message == message
