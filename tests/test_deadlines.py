"""`compute_deadline` and its answer: metrics, verdicts, round trips, provenance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest

from slaclock import Matrix, MatrixHistory, compute_deadline, load_matrix
from slaclock.errors import (
    ArgumentTypeError,
    NaiveInstantError,
    NeverOpenError,
    NoTargetError,
    UnknownNameError,
)
from tests.matrices.chosen import matrix as chosen_matrix
from tests.world import contract_data

KOLKATA = ZoneInfo("Asia/Kolkata")


def ist(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a time of March 2026 in India; 2 March is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=KOLKATA)


def matrix(**changes: Any) -> Matrix:
    """Return a small matrix: hours of unequal length, one plan, one priority."""
    data: dict[str, Any] = {
        "id": "small",
        "business_day": "full_day",
        "calendars": {
            "desk": {
                "timezone": "Asia/Kolkata",
                "hours": {"mon-thu": ["09:00-19:00"], "fri": ["09:00-14:00"]},
            }
        },
        "priorities": {"P1": {}},
        "plans": {
            "gold": {
                "calendar": "desk",
                "targets": {"P1": {"response": "< 2 h", "resolution": "2 BD"}},
            },
            "silent": {"calendar": "desk", "targets": {"P1": {}}},
        },
    }
    return Matrix.model_validate({**data, **changes})


FRIDAY = compute_deadline("starter", "P1", ist(6, 18, 30))


class TestWhichContract:
    """A ticket of Monday 2 March or of Tuesday 3 March; the promise changes between them."""

    FIELDS: ClassVar = {"organisation": "initech", "impact": 3}

    def test_version_in_force_at_the_opening(self) -> None:
        versions = [
            Matrix.model_validate(contract_data({"response": within}, effective_from=start))
            for within, start in (("4 h", "2026-01-01"), ("2 h", "2026-03-03"))
        ]
        history = MatrixHistory(versions)
        due = [compute_deadline("gold", "P1", ist(day, 9), matrix=history) for day in (2, 3)]
        assert [one.response_due for one in due] == [ist(2, 13), ist(3, 11)]

    def test_history_names_the_plan_that_is_missing(self) -> None:
        history = MatrixHistory([Matrix.model_validate(contract_data(effective_from="2026-01-01"))])
        with pytest.raises(UnknownNameError, match="unknown plan 'silver'"):
            compute_deadline("silver", "P1", ist(2, 9), matrix=history)

    @pytest.mark.parametrize(
        ("plan", "priority", "hours"),
        [
            pytest.param(None, None, 8, id="basic and P2 by the fields"),
            pytest.param("gold", None, 2, id="the plan is given"),
            pytest.param(None, "P1", 1, id="the priority is given"),
        ],
    )
    def test_what_is_given_stays_beside_fields(
        self, plan: str | None, priority: str | None, hours: int
    ) -> None:
        ours = chosen_matrix()
        deadline = compute_deadline(plan, priority, ist(2, 9), matrix=ours, fields=self.FIELDS)
        assert deadline.response_due == ist(2, 9 + hours)


class TestComputeDeadline:
    def test_is_a_mapping_of_the_metrics_in_order(self) -> None:
        assert list(FRIDAY) == ["first_response", "response", "resolution"]
        assert len(FRIDAY) == 3
        assert "response" in FRIDAY
        assert "next_response" not in FRIDAY

    @pytest.mark.parametrize("plan", ["starter", "Starter", "STARTER"])
    @pytest.mark.parametrize("priority", ["P1", "p1", "critical", "Critical", "urgent"])
    def test_names_match_in_any_case(self, plan: str, priority: str) -> None:
        assert compute_deadline(plan, priority, ist(6, 18, 30)) == FRIDAY

    def test_without_a_priority_only_the_plan_wide_promise_is_due(self) -> None:
        deadline = compute_deadline("starter", None, ist(6, 18, 30))
        assert list(deadline) == ["first_response"]
        assert deadline.first_response_due == ist(9, 16, 30)
        assert (deadline.response_due, deadline.resolution_due) == (None, None)
        assert deadline.explain().title == "Starter: first_response < 8 h"

    def test_the_year_of_the_epoch_is_like_any_other(self) -> None:
        """1 January 1970 is a Thursday, 2 March 1970 a Monday; the year is known by then."""
        small = matrix()
        thursday, monday = (
            datetime(1970, month, day, 9, tzinfo=KOLKATA) for month, day in ((1, 1), (3, 2))
        )
        first = compute_deadline("gold", "P1", thursday, matrix=small)
        assert str(first.response_due) == "1970-01-01 11:00:00+05:30"
        second = compute_deadline("gold", "P1", monday, matrix=small)
        assert str(second.response_due) == "1970-03-02 11:00:00+05:30"

    @pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/Berlin"])
    def test_a_repeated_hour_is_told_apart(self, zone: str) -> None:
        """In both it is 02:30 twice on 25 October 2026; the calendar is that of Paris."""
        always = {"timezone": "Europe/Paris", "hours": {"mon-sun": ["00:00-24:00"]}}
        promised = {"response": "1 h", "resolution": "2 h"}
        ours = Matrix.model_validate(contract_data(promised, calendars={"desk": always}))
        opened = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo(zone))
        found = compute_deadline("gold", "P1", opened, matrix=ours)
        first, second = found.response_due, found.resolution_due
        assert first is not None
        assert second is not None
        assert (str(first), first.fold) == ("2026-10-25 02:30:00+02:00", 0)
        assert (str(second), second.fold) == ("2026-10-25 02:30:00+01:00", 1)
        again = compute_deadline("gold", "P1", second, matrix=ours)
        assert (str(again.opened_at), again.opened_at.fold) == (str(second), 1)
        assert str(again.response_due) == "2026-10-25 03:30:00+01:00"

    @pytest.mark.parametrize("zone", [UTC, ZoneInfo("America/New_York"), timezone.min])
    def test_results_come_in_the_zone_of_the_opening(self, zone: timezone) -> None:
        deadline = compute_deadline("starter", "P1", ist(6, 18, 30).astimezone(zone))
        assert deadline.response_due == FRIDAY.response_due
        assert deadline["response"].due_at.tzinfo is zone
        assert deadline.starts_at.tzinfo is zone
        assert deadline.opened_at.tzinfo is zone

    def test_microseconds_are_kept(self) -> None:
        opened_at = ist(6, 18, 30) + timedelta(microseconds=999_999)
        deadline = compute_deadline("starter", "P1", opened_at)
        assert deadline.response_due == ist(9, 12, 30) + timedelta(microseconds=999_999)

    def test_starts_at_the_next_window_when_opened_out_of_hours(self) -> None:
        assert compute_deadline("starter", "P1", ist(7, 12)).starts_at == ist(9, 9)
        assert FRIDAY.starts_at == ist(6, 18, 30)

    def test_days_of_unequal_length_are_counted_in_parts(self) -> None:
        # Half of Thursday's 10 h is gone; two days on is Monday at its half. From Wednesday's
        # half, two days on is half of Friday's 5 h: 11:30.
        terms = matrix()
        assert compute_deadline("gold", "P1", ist(5, 14), matrix=terms).resolution_due == ist(9, 14)
        due = compute_deadline("gold", "P1", ist(4, 14), matrix=terms).resolution_due
        assert due == ist(6, 11, 30)

    @pytest.mark.parametrize(
        ("business_day", "due"),
        [("same_time", ist(6, 14)), ("close_of_business", ist(6, 14)), ("4 h", ist(5, 12))],
    )
    def test_every_meaning_of_a_business_day(self, business_day: str, due: datetime) -> None:
        terms = matrix(business_day=business_day)
        assert compute_deadline("gold", "P1", ist(4, 14), matrix=terms).resolution_due == due

    def test_the_first_answer_of_a_year_equals_the_next_ones(self) -> None:
        # Over New Year the first question finds the years not yet compiled.
        opened_at = datetime(2026, 12, 31, 18, tzinfo=KOLKATA)
        fresh = load_matrix("wotnot").with_holidays("IN")
        first = compute_deadline("lite", "P3", opened_at, matrix=fresh)
        again = compute_deadline("lite", "P3", opened_at, matrix=fresh)
        # 1 h on Thursday, seven whole days but that hour: due on Monday 11 January at 18:00.
        assert first.resolution_due == again.resolution_due
        assert first.resolution_due == datetime(2027, 1, 11, 18, tzinfo=KOLKATA)

    @pytest.mark.parametrize(
        ("arguments", "error", "message"),
        [
            pytest.param(
                ("premum", "P1", ist(6)),
                UnknownNameError,
                "unknown plan 'premum' in matrix 'wotnot' (no matrix was given); "
                "did you mean 'premium'? "
                "plans: lite, starter, premium, enterprise",
                id="misspelt plan",
            ),
            pytest.param(
                ("lite", "P4", ist(6)),
                UnknownNameError,
                "unknown priority 'P4' in matrix 'wotnot' (no matrix was given); "
                "priorities: P1, P2, P3",
                id="unknown priority",
            ),
            pytest.param(
                (3, "P1", ist(6)),
                ArgumentTypeError,
                "plan must be the name of a plan; got 3 (int)",
                id="plan that is no text",
            ),
            pytest.param(
                ("lite", ["P1"], ist(6)),
                ArgumentTypeError,
                "priority must be the name of a priority; got ['P1'] (list)",
                id="priority that is no text",
            ),
            pytest.param(
                ("lite", "P1", datetime(2026, 3, 6)),
                NaiveInstantError,
                "opened_at is naive: 2026-03-06T00:00:00; "
                "attach a zone, such as tzinfo=ZoneInfo('Europe/Paris')",
                id="naive opening",
            ),
        ],
    )
    def test_bad_arguments_are_named(
        self, arguments: tuple[Any, Any, Any], error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error) as caught:
            compute_deadline(*arguments)
        assert str(caught.value) == message

    def test_an_unknown_matrix_is_named(self) -> None:
        with pytest.raises(UnknownNameError, match=r"^unknown matrix 'watnot'; did you mean"):
            compute_deadline("lite", "P1", ist(6), matrix="watnot")
        with pytest.raises(ArgumentTypeError, match=r"^matrix must be a Matrix, a Mat"):
            compute_deadline("lite", "P1", ist(6), matrix=3)  # type: ignore[arg-type]

    def test_a_plan_without_that_row_is_named(self) -> None:
        terms = matrix(priorities={"P1": {}, "P2": {}})
        with pytest.raises(NoTargetError) as caught:
            compute_deadline("gold", "P2", ist(6), matrix=terms)
        assert (
            str(caught.value)
            == "plan 'gold' in matrix 'small' has no targets for priority 'P2'; it has: P1"
        )

    def test_too_little_open_time_raises(self) -> None:
        once = {"desk": {"timezone": "UTC", "exceptions": {"2026-03-02": ["09:00-10:00"]}}}
        with pytest.raises(NeverOpenError):
            compute_deadline("gold", "P1", ist(1), matrix=matrix(calendars=once))

    def test_a_row_without_targets_has_no_deadlines(self) -> None:
        deadline = compute_deadline("silent", "P1", ist(6), matrix=matrix())
        assert len(deadline) == 0
        assert deadline.to_dict()["metrics"] == {}
        with pytest.raises(UnknownNameError, match="unknown metric 'resolution'; metrics: none"):
            deadline.explain()


class TestCoverage:
    def test_the_first_day_of_the_first_known_year_is_explained(self) -> None:
        # The holidays package knows the holidays of India from 2001 on; 2 January is a Tuesday.
        terms = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
        opened_at = datetime(2001, 1, 1, 10, tzinfo=KOLKATA)
        ledger = compute_deadline("lite", "P1", opened_at, matrix=terms).explain("response")
        assert ledger.total == timedelta(hours=8)
