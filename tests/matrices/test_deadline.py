"""A deadline as an answer: whether it was met, and what it says of itself."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter

from slaclock import Deadline, MatrixHistory, compute_deadline, load_matrix
from slaclock.errors import (
    InstantRangeError,
    NaiveInstantError,
    ProvenanceError,
    UnknownNameError,
)
from tests.world import at, contract

KOLKATA = ZoneInfo("Asia/Kolkata")


def ist(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a time of March 2026 in India; 2 March is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=KOLKATA)


FRIDAY = compute_deadline("starter", "P1", ist(6, 18, 30))


class TestDueInstants:
    @pytest.mark.parametrize(
        ("zone", "instants"),
        [
            (KOLKATA, "06T18:30:00 09T16:30:00 09T12:30:00 09T18:30:00"),
            (UTC, "06T13:00:00 09T11:00:00 09T07:00:00 09T13:00:00"),
        ],
        ids=str,
    )
    def test_all_are_in_the_zone_of_the_opening(
        self, zone: ZoneInfo | timezone, instants: str
    ) -> None:
        friday = compute_deadline("starter", "P1", ist(6, 18, 30).astimezone(zone))
        dues = (friday.first_response_due, friday.response_due, friday.resolution_due)
        offset = "+05:30" if zone is KOLKATA else "+00:00"
        assert [at and at.isoformat() for at in (friday.opened_at, *dues)] == [
            f"2026-03-{text}{offset}" for text in instants.split()
        ]

    def test_ticket_of_the_first_days_asked_again(self) -> None:
        """5 January 1970 is a Monday; the second time its year is known."""
        sla, monday = contract({"response": "4 h"}), at("1970-01-05 10:00")
        for _ in range(2):
            deadline = sla.compute_deadline("gold", "P1", monday)
            assert deadline.opened_at == monday
            assert deadline.response_due == at("1970-01-05 14:00")

    def test_none_where_nothing_is_promised(self) -> None:
        only = contract({"response": "4 h"}).compute_deadline("gold", "P1", ist(2, 10))
        assert only.first_response_due is only.resolution_due is None
        assert only.response_due == ist(2, 14)
        other = contract({"resolution": "4 h"}).compute_deadline("gold", "P1", ist(2, 10))
        assert (other.response_due, other.resolution_due) == (None, ist(2, 14))


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
        with pytest.raises(InstantRangeError) as caught:
            FRIDAY.met("response", ist(6, 18))
        assert str(caught.value) == (
            "completed_at is out of range: 2026-03-06T18:00:00+05:30; "
            "it must not be before opened_at, 2026-03-06 18:30:00+05:30"
        )
        assert FRIDAY.met("response", FRIDAY.opened_at)

    def test_completion_needs_a_zone(self) -> None:
        with pytest.raises(NaiveInstantError, match="^completed_at is naive"):
            FRIDAY.met("response", datetime(2026, 3, 9))

    def test_unknown_metric_is_refused(self) -> None:
        with pytest.raises(UnknownNameError) as caught:
            FRIDAY.met("resolved", ist(9))
        assert str(caught.value) == (
            "unknown metric 'resolved'; did you mean 'response'? "
            "metrics: first_response, response, resolution"
        )

    def test_metric_that_starts_later_is_told(self) -> None:
        promises = contract({"response": "4 h", "next_response": "2 h"})
        deadline = promises.compute_deadline("gold", "P1", ist(2, 9))
        with pytest.raises(UnknownNameError) as caught:
            deadline["next_response"]
        assert caught.value.args[:2] == ("metric", "next_response")
        assert str(caught.value) == (
            "unknown metric 'next_response'; it begins with customer_replied, so it needs the "
            "events of the ticket, as for a clock; metrics: response"
        )


class TestWithoutPromises:
    """Nothing is promised for this priority, or nothing that starts at the opening."""

    SILENT = contract({}).compute_deadline("gold", "P1", ist(7, 12))

    def test_it_knows_when_it_was_opened_and_when_it_would_start(self) -> None:
        assert list(self.SILENT) == []
        assert self.SILENT.opened_at == ist(7, 12)
        assert self.SILENT.starts_at.isoformat() == "2026-03-09T09:00:00+05:30"

    def test_the_opening_needs_a_zone(self) -> None:
        with pytest.raises(NaiveInstantError, match="^opened_at is naive"):
            contract({}).compute_deadline("gold", "P1", datetime(2026, 3, 7))

    def test_there_is_no_resolution_to_explain(self) -> None:
        with pytest.raises(UnknownNameError, match="^unknown metric 'resolution'"):
            self.SILENT.explain()

    def test_it_is_saved_and_read(self) -> None:
        saved = self.SILENT.to_dict()
        assert (saved["metrics"], saved["estimated"]) == ({}, False)
        assert Deadline.from_dict(saved, matrix=contract({})) == self.SILENT


class TestZone:
    NEW_YORK = ZoneInfo("America/New_York")

    def test_everything_is_said_in_the_zone_of_the_opening(self) -> None:
        deadline = compute_deadline("starter", "P1", ist(6, 18, 30).astimezone(self.NEW_YORK))
        assert deadline.response_due is not None
        assert deadline.response_due.isoformat() == "2026-03-09T03:00:00-04:00"
        assert deadline.explain("response").rows[-1].start.isoformat() == (
            "2026-03-09T03:00:00-04:00"
        )


class TestSchema:
    def test_of_a_deadline_and_of_each_metric(self) -> None:
        schema = TypeAdapter(Deadline).json_schema()
        assert (schema["title"], schema["type"]) == ("Deadline", "object")
        parts = schema["properties"]
        metrics = parts["metrics"]
        assert metrics["type"] == "object"
        assert metrics["additionalProperties"]["title"] == "MetricDeadline"
        assert metrics["additionalProperties"]["properties"]["strict"] == {"type": "boolean"}
        assert parts["estimated"] == {"type": "boolean"}
        assert parts["estimated_holidays"]["type"] == "object"
        assert parts["estimated_holidays"]["additionalProperties"]["type"] == "string"
        assert parts["provenance"] == {"type": "object"}


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
        assert data["metrics"]["response"]["business_day"] is None
        assert (data["estimated"], data["estimated_holidays"]) == (False, {})

    def test_without_a_priority_there_is_none_to_save(self) -> None:
        alone = compute_deadline("starter", None, ist(6, 18, 30))
        assert alone.to_dict()["priority"] is None
        assert Deadline.from_dict(alone.to_dict()) == alone

    def test_of_a_history_the_version_in_force_at_the_opening_is_compared(self) -> None:
        versions = [
            contract({"response": within}, effective_from=start)
            for within, start in (("4 h", "2026-01-01"), ("2 h", "2026-03-03"))
        ]
        history = MatrixHistory(versions)
        for day, version in ((2, versions[0]), (3, versions[1])):
            deadline = version.compute_deadline("gold", "P1", ist(day, 9))
            assert Deadline.from_dict(deadline.to_dict(), matrix=history) == deadline

    @pytest.mark.parametrize("zone", [KOLKATA, UTC, timezone(timedelta(hours=-3))])
    def test_from_dict_takes_it_back(self, zone: timezone) -> None:
        deadline = compute_deadline("starter", "P2", ist(6, 18, 30).astimezone(zone))
        again = Deadline.from_dict(json.loads(json.dumps(deadline.to_dict())))
        assert again == deadline
        assert again.to_dict() == deadline.to_dict()

    def test_another_matrix_is_refused(self) -> None:
        with pytest.raises(
            ProvenanceError, match=r"^the matrix was saved as \w{64}, but is \w{64} now$"
        ):
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
        assert hash(FRIDAY) != hash(compute_deadline("starter", "P1", ist(6, 18, 31)))
        alone = compute_deadline("starter", None, ist(6))
        assert pickle.loads(pickle.dumps(alone)) == alone

    def test_repr_names_ticket_and_deadlines(self) -> None:
        assert repr(compute_deadline("starter", None, ist(6, 18, 30))) == (
            "<Deadline Starter, opened 2026-03-06 18:30:00+05:30: "
            "first_response due 2026-03-09 16:30:00+05:30>"
        )
        assert "first_response due 2026-03-09 16:30:00+05:30, response due " in repr(FRIDAY)
