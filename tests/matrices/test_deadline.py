"""A deadline as an answer: whether it was met, and what it says of itself."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from slaclock import Deadline, compute_deadline, load_matrix
from slaclock.errors import (
    InstantRangeError,
    ProvenanceError,
    UnknownNameError,
)

KOLKATA = ZoneInfo("Asia/Kolkata")


def ist(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a time of March 2026 in India; 2 March is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=KOLKATA)


FRIDAY = compute_deadline("starter", "P1", ist(6, 18, 30))


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
