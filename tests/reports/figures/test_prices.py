"""What unclear clauses are worth, counted by hand.

The desk is open Monday to Friday from 09:00 to 17:00 UTC. 2 March 2026 is a Monday.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from slaclock import Matrix, MatrixHistory
from slaclock.errors import HolidayError
from slaclock.reports import Price, price, read_tickets

AS_OF = datetime(2026, 3, 31, tzinfo=UTC)
CONTRACT: dict[str, Any] = {
    "id": "desk",
    "title": "Desk",
    "business_day": "full_day",
    "calendars": {
        "office": {"timezone": "Etc/UTC", "hours": {"mon-fri": ["09:00-17:00"]}},
        "long": {"timezone": "Etc/UTC", "hours": {"mon-fri": ["08:00-20:00"]}},
    },
    "priorities": {"P1": {}},
    "plans": {
        "silver": {"calendar": "office", "targets": {"P1": {"resolution": "1 BD"}}},
        "gold": {"calendar": "long", "targets": {"P1": {"resolution": "< 4 h"}}},
    },
}
ROWS = (
    # 1 BD from Monday 12:00 ends on Tuesday at 12:00, by open time and by the clock; by the end
    # of the day, on Tuesday at 17:00. Resolved at 13:00: breached, and met by that reading.
    "A,silver,P1,2026-03-02T12:00Z,2026-03-03T13:00Z",
    # From Monday 09:00, due on Monday at 17:00, which is closing time; by the clock on Tuesday
    # at 09:00; by the end of the day, on Tuesday at 17:00. Resolved on Tuesday at 08:00.
    "B,silver,P1,2026-03-02T09:00Z,2026-03-03T08:00Z",
    # The same, resolved at the next opening: in time, as the promise is not strict.
    "C,silver,P1,2026-03-02T09:00Z,2026-03-03T09:00Z",
    # Resolved at the very deadline of < 4 h: breached, and met if that instant counts.
    "D,gold,P1,2026-03-02T09:00Z,2026-03-02T13:00Z",
    # Resolved at the very deadline of 1 BD: met, and breached if it does not count.
    "E,silver,P1,2026-03-02T12:00Z,2026-03-03T12:00Z",
    # Due on Tuesday at 09:00 of the long hours, as one hour of 4 h is left on Monday. On the
    # hours of the office, from Tuesday at 09:00 on, 4 h end at 13:00. Resolved at 10:00.
    "F,gold,P1,2026-03-02T17:00Z,2026-03-03T10:00Z",
    # Monday 12:00, resolved on Tuesday at 11:00: met however it is read.
    "G,silver,P1,2026-03-02T12:00Z,2026-03-03T11:00Z",
)


def priced(folder: Path, contract: Matrix | MatrixHistory | None = None, **changes: Any) -> Price:
    path = folder / "tickets.csv"
    header = "ticket_id,plan,priority,opened_at,resolved_at"
    path.write_text("\n".join((header, *ROWS)) + "\n", encoding="utf-8")
    terms = contract or Matrix.model_validate({**CONTRACT, **changes.pop("terms", {})})
    return price(read_tickets(path), matrix=terms, as_of=AS_OF, **changes)


def counts(found: Price) -> dict[tuple[str, str], tuple[int, int, int]]:
    return {
        (clause.clause, reading.name): tuple(reading.total)
        for clause in found.clauses
        for reading in clause.readings
    }


WORKED_OUT = {
    # B and C by the clock: due on Tuesday at 09:00.
    ("business day", "1 BD is same_time"): (2, 0, 2),
    ("business day", "1 BD is close_of_business"): (3, 0, 3),  # A, B, C
    ("bound", "<=: the deadline itself is in time"): (1, 0, 1),  # D
    ("bound", "<: the deadline itself is late"): (1, 1, 0),  # E
    # On long hours a full day is 12 h. A: due on Tuesday at 12:00 still. B and C, from 09:00:
    # 11 h on Monday, and one on Tuesday, due at 09:00. E: from 12:00, 8 h on Monday, 4 on
    # Tuesday, due at 12:00 still.
    ("hours", "silver has the hours of gold"): (2, 0, 2),
    ("hours", "gold has the hours of silver"): (1, 0, 1),  # F
    ("due at closing", "due at the next opening instead"): (2, 0, 2),  # B, C
}


class TestCounts:
    def test_counts_are_those_worked_out_by_hand(self, tmp_path: Path) -> None:
        """A business day of 8 h is what a full day of the office is, so it changes nothing."""
        found = counts(priced(tmp_path))
        assert found.pop(("business day", "1 BD is 8 h")) == (0, 0, 0)
        assert found == WORKED_OUT

    def test_verdict_that_hangs_on_several_readings_counts_once(self, tmp_path: Path) -> None:
        hanging = {one.clause: one.verdicts for one in priced(tmp_path).clauses}
        assert hanging == {"business day": 3, "bound": 2, "hours": 3, "due at closing": 2}

    def test_strict_promise_is_missed_at_the_next_opening_itself(self, tmp_path: Path) -> None:
        """With `< 1 BD`, C is late at 09:00, and B is in time at 08:00."""
        plans = {**CONTRACT["plans"]}
        plans["silver"] = {"calendar": "office", "targets": {"P1": {"resolution": "< 1 BD"}}}
        found = counts(priced(tmp_path, terms={"plans": plans}))
        assert found["due at closing", "due at the next opening instead"] == (1, 0, 1)

    def test_ticket_that_is_open_at_the_next_opening_is_running(self, tmp_path: Path) -> None:
        path = tmp_path / "tickets.csv"
        text = "ticket_id,plan,priority,opened_at,resolved_at\n1,silver,P1,2026-03-02T09:00Z,\n"
        path.write_text(text, encoding="utf-8")
        for hour, changed in ((8, 1), (9, 1), (10, 0)):
            asked = datetime(2026, 3, 3, hour, tzinfo=UTC)
            found = price(read_tickets(path), matrix=Matrix.model_validate(CONTRACT), as_of=asked)
            (clause,) = [one for one in found.clauses if one.clause == "due at closing"]
            total = clause.readings[0].total
            assert (total.changed, total.to_met, total.other) == (changed, 0, changed), hour


class TestHolidays:
    def test_country_that_may_be_meant(self, tmp_path: Path) -> None:
        """3 March 2026 is a holiday in Bulgaria: A, B, C, D and F move on to Wednesday.

        D is not moved, as it is due on Monday; A and F are in time then, B and C stay due on
        Monday at 17:00.
        """
        found = counts(priced(tmp_path, country="BG"))
        assert found["holidays", "those of BG are observed"] == (2, 0, 2)
        assert ("holidays", "none are observed") not in found

    def test_holidays_that_are_written_may_not_be_meant(self, tmp_path: Path) -> None:
        found = counts(priced(tmp_path, terms={"holidays": ["2026-03-03"]}))
        assert found["holidays", "none are observed"] == (2, 2, 0)

    def test_unknown_country(self, tmp_path: Path) -> None:
        with pytest.raises(HolidayError):
            priced(tmp_path, country="Bulgaria")


class TestForms:
    def test_frame_has_a_row_for_each_reading_and_metric(self, tmp_path: Path) -> None:
        frame = priced(tmp_path).frame()
        assert frame.columns == [
            *("clause", "reading", "metric", "changed", "to_breached", "to_met", "other")
        ]
        assert ("bound", "<: the deadline itself is late", "resolution", 1, 1, 0, 0) in frame.rows()

    def test_csv_is_the_frame(self, tmp_path: Path) -> None:
        rows = priced(tmp_path).to_csv().splitlines()
        assert rows[0] == "clause,reading,metric,changed,to_breached,to_met,other"
        assert "due at closing,due at the next opening instead,resolution,2,0,2,0" in rows

    def test_plain_data(self, tmp_path: Path) -> None:
        data = priced(tmp_path).to_dict()
        assert (data["tickets"], data["verdicts"]) == (7, 7)
        bound = next(one for one in data["clauses"] if one["clause"] == "bound")
        assert bound["verdicts"] == 2
        assert bound["readings"][0] == {
            "reading": "<=: the deadline itself is in time",
            "changed": 1,
            "metrics": {"resolution": {"changed": 1, "to_breached": 0, "to_met": 1, "other": 0}},
        }

    def test_page_has_every_clause_and_is_escaped(self, tmp_path: Path) -> None:
        page = priced(tmp_path, terms={"title": "<b>Desk</b>"}).to_html()
        assert "<b>" not in page
        assert "&lt;b&gt;Desk&lt;/b&gt;: what its unclear clauses are worth" in page
        assert "Business day: 3 verdicts" in page
        assert "&lt;: the deadline itself is late" in page
        assert "<script" not in page


class TestHistories:
    def test_every_version_is_read_in_the_other_way(self, tmp_path: Path) -> None:
        """The second version begins on Tuesday; all tickets are under the first."""
        versions = [
            Matrix.model_validate({**CONTRACT, "version": start, "effective_from": start})
            for start in ("2025-01-01", "2026-03-03")
        ]
        found = counts(priced(tmp_path, MatrixHistory(versions)))
        found.pop(("business day", "1 BD is 8 h"))
        assert found == WORKED_OUT


class TestTargetsOfSeveral:
    """Lists, the earlier of several and times of a date are read in the other ways too."""

    # Silver: 8 h of the office if it is open, else 3 h of the long hours. Gold: the earlier of
    # 4 h and 6 h, both of the long hours.
    PLANS: dict[str, Any] = {
        "silver": {
            "calendar": "office",
            "targets": {
                "P1": {
                    "resolution": [
                        {"within": "8 h", "opened_in": "office"},
                        {"within": "3 h", "calendar": "long"},
                    ]
                }
            },
        },
        "gold": {
            "calendar": "long",
            "targets": {"P1": {"resolution": {"first_of": ["4 h", "6 h"]}}},
        },
    }
    ROWS = (
        # Due on Monday at 17:00, when the office closes; it opens again on Tuesday at 09:00.
        "A,silver,P1,2026-03-02T09:00Z,2026-03-03T08:30Z",
        # Opened when the office closes: due at 20:00, when the long hours end; they begin again
        # on Tuesday at 08:00.
        "B,silver,P1,2026-03-02T17:00Z,2026-03-03T07:30Z",
        # The same, done half an hour after the long hours have begun: late however it is read.
        "C,silver,P1,2026-03-02T17:00Z,2026-03-03T08:30Z",
        # Due at 13:00, and done at that very instant.
        "D,gold,P1,2026-03-02T09:00Z,2026-03-02T13:00Z",
        # Due at 20:00, the end of the long hours, by the shorter of the two.
        "E,gold,P1,2026-03-02T16:00Z,2026-03-03T07:30Z",
    )

    def found(self, folder: Path, plans: dict[str, Any], *rows: str) -> Price:
        path = folder / "tickets.csv"
        header = "ticket_id,plan,priority,opened_at,resolved_at"
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        terms = Matrix.model_validate({**CONTRACT, "plans": plans})
        return price(read_tickets(path), matrix=terms, as_of=AS_OF)

    def test_next_opening_is_that_of_the_calendar_that_gave_the_deadline(
        self, tmp_path: Path
    ) -> None:
        found = counts(self.found(tmp_path, self.PLANS, *self.ROWS))
        assert found["due at closing", "due at the next opening instead"] == (3, 0, 3)  # A, B, E
        assert found["bound", "<: the deadline itself is late"] == (1, 1, 0)  # D

    @pytest.mark.parametrize(
        ("target", "met"),
        [
            ({"within": "0 BD", "by": "< 13:00"}, False),
            ({"within": "0 BD", "by": "13:00"}, True),
            ({"within": "0 BD", "by": "13:00", "strict": True}, False),
            ({"within": "< 0 BD", "by": "13:00"}, False),
            ({"first_of": ["< 4 h", "< 5 h"]}, False),
            ([{"within": "< 4 h", "opened_in": "office"}, "< 1 h"], False),
            ({"within": "< 4 h", "agreed": True}, False),
        ],
    )
    def test_bound_of_every_form(self, target: Any, met: bool, tmp_path: Path) -> None:
        """Opened at 09:00 and done at 13:00, at the very deadline."""
        plans = {"gold": {"calendar": "long", "targets": {"P1": {"resolution": target}}}}
        found = counts(self.found(tmp_path, plans, self.ROWS[3]))
        loose, strict = "<=: the deadline itself is in time", "<: the deadline itself is late"
        # A reading that says what is written already may be left out.
        nothing = (0, 0, 0)
        assert found.get(("bound", loose), nothing) == (nothing if met else (1, 0, 1))
        assert found.get(("bound", strict), nothing) == ((1, 1, 0) if met else nothing)
