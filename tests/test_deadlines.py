"""`compute_deadline` and its answer: metrics, verdicts, round trips, provenance."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from slaclock import Deadline, Matrix, compute_deadline, load_matrix
from slaclock.errors import (
    ArgumentTypeError,
    InstantRangeError,
    NaiveInstantError,
    NeverOpenError,
    NoTargetError,
    ProvenanceError,
    UnknownNameError,
)

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


class TestMet:
    @pytest.mark.parametrize(
        ("metric", "offset", "met"),
        [
            pytest.param("response", -1, True, id="a microsecond before"),
            pytest.param("response", 0, True, id="at the deadline"),
            pytest.param("response", 1, False, id="a microsecond after"),
            pytest.param("first_response", -1, True, id="strict, a microsecond before"),
            pytest.param("first_response", 0, False, id="strict, at the deadline"),
            pytest.param("first_response", 1, False, id="strict, a microsecond after"),
        ],
    )
    def test_at_the_boundary(self, metric: str, offset: int, met: bool) -> None:
        answered_at = FRIDAY[metric].due_at + timedelta(microseconds=offset)
        assert FRIDAY.met(metric, answered_at) is met

    def test_answered_before_it_was_opened_is_refused(self) -> None:
        with pytest.raises(InstantRangeError, match="it must not be before opened_at"):
            FRIDAY.met("response", ist(6, 18))

    def test_unknown_metric_is_refused(self) -> None:
        with pytest.raises(UnknownNameError) as caught:
            FRIDAY.met("resolved", ist(9))
        assert str(caught.value) == (
            "unknown metric 'resolved'; did you mean 'response'? "
            "metrics: first_response, response, resolution"
        )


class TestMetricDeadline:
    def test_says_what_was_promised(self) -> None:
        entry = FRIDAY["first_response"]
        assert (entry.metric, str(entry.target), entry.target.strict) == (
            "first_response",
            "< 8 h",
            True,
        )
        assert entry.starts_at == ist(6, 18, 30)
        assert str(entry.calendar) == "Asia/Kolkata mon-fri 09:00-19:00"
        assert repr(entry) == "<first_response < 8 h: due 2026-03-09T16:30:00+05:30>"

    @pytest.mark.parametrize("name", ["row", "zone", "opened_at", "resolution_due"])
    def test_deadlines_are_immutable(self, name: str) -> None:
        with pytest.raises(AttributeError):
            setattr(FRIDAY, name, None)
        with pytest.raises(AttributeError):
            FRIDAY["response"].target = None  # type: ignore[misc, assignment]


class TestRoundTrips:
    def test_to_dict_is_plain_json_with_every_fact(self) -> None:
        data = json.loads(json.dumps(FRIDAY.to_dict()))
        assert data["plan"] == "starter"
        assert data["priority"] == "P1"
        assert data["opened_at"] == data["starts_at"] == "2026-03-06T18:30:00+05:30"
        assert data["zone"] == "Asia/Kolkata"
        assert data["calendar"] == "business"
        assert data["metrics"]["resolution"] == {
            "target": "1 BD",
            "strict": False,
            "business_day": "full_day",
            "calendar": "business",
            "starts_at": "2026-03-06T18:30:00+05:30",
            "due_at": "2026-03-09T18:30:00+05:30",
        }
        assert (data["estimated"], data["estimated_holidays"]) == (False, {})

    @pytest.mark.parametrize("zone", [KOLKATA, UTC, timezone(timedelta(hours=-3))])
    def test_from_dict_takes_it_back(self, zone: timezone) -> None:
        deadline = compute_deadline("starter", "P2", ist(6, 18, 30).astimezone(zone))
        again = Deadline.from_dict(json.loads(json.dumps(deadline.to_dict())))
        assert again == deadline
        assert again.to_dict() == deadline.to_dict()

    def test_another_matrix_is_refused(self) -> None:
        with pytest.raises(ProvenanceError, match=r"^the matrix was saved as '?[0-9a-f]{64}"):
            Deadline.from_dict(FRIDAY.to_dict(), matrix=load_matrix("wotnot").with_holidays("IN"))

    def test_another_deadline_is_refused(self) -> None:
        data = FRIDAY.to_dict()
        data["metrics"]["response"]["due_at"] = "2026-03-09T12:31:00+05:30"
        with pytest.raises(ProvenanceError) as caught:
            Deadline.from_dict(data)
        assert str(caught.value) == (
            "the deadline of response was saved as 2026-03-09T12:31:00+05:30, "
            "but is 2026-03-09T12:30:00+05:30 now"
        )

    def test_pickles_and_compares_by_content(self) -> None:
        assert pickle.loads(pickle.dumps(FRIDAY)) == FRIDAY
        assert len({FRIDAY, compute_deadline("starter", "P1", ist(6, 18, 30))}) == 1
        assert compute_deadline("starter", "P1", ist(6, 18, 31)) != FRIDAY
        assert FRIDAY != "friday"
        alone = compute_deadline("starter", None, ist(6))
        assert pickle.loads(pickle.dumps(alone)) == alone

    def test_repr_names_ticket_and_deadlines(self) -> None:
        assert repr(compute_deadline("starter", None, ist(6, 18, 30))) == (
            "<Deadline Starter, opened 2026-03-06 18:30:00+05:30: "
            "first_response due 2026-03-09 16:30:00+05:30>"
        )


class TestCoverage:
    def test_the_first_day_of_the_first_known_year_is_explained(self) -> None:
        # The holidays package knows the holidays of India from 2001 on; 2 January is a Tuesday.
        terms = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
        opened_at = datetime(2001, 1, 1, 10, tzinfo=KOLKATA)
        ledger = compute_deadline("lite", "P1", opened_at, matrix=terms).explain("response")
        assert ledger.total == timedelta(hours=8)


class TestEstimates:
    def test_a_deadline_that_crosses_an_estimated_holiday_says_so(self) -> None:
        # The holidays package marks Eid al-Fitr of 10 March 2027 as estimated.
        terms = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
        opened_at = datetime(2027, 3, 8, 12, tzinfo=KOLKATA)
        data = compute_deadline("lite", "P2", opened_at, matrix=terms).to_dict()
        assert data["estimated"] is True
        assert data["estimated_holidays"] == {"2027-03-10": "Eid al-Fitr (estimated)"}
        assert "holidays" in data["provenance"]
