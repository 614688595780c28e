"""Ways to read an unclear clause: on contracts of every form."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from slaclock import Matrix, MatrixHistory
from slaclock.errors import HolidayError
from slaclock.reports import Price, price, read_tickets
from slaclock.reports.figures.readings import readings_of
from tests.reports.priced import AS_OF, CONTRACT, WORKED_OUT, counts, priced


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


class TestMeaningsOfDates:
    """What names a date keeps its meaning where days that are a length could not have it."""

    TARGETS: dict[str, Any] = {
        "cutoff": {"within": "1 BD", "cutoff": "14:00"},
        "landing": {"within": "1 BD", "lands_on": "office"},
        "whole days": {"within": "1 BD", "pauses": {"fee": "whole_days"}},
        "same day": {"within": "0 BD"},
        "earlier": {"first_of": ["40 h", {"within": "1 BD", "cutoff": "14:00"}]},
        "list": [{"within": "0 BD", "opened_in": "long"}, {"within": "1 BD", "cutoff": "14:00"}],
    }

    @pytest.mark.parametrize("form", TARGETS)
    def test_other_targets_alone_are_read_in_the_other_way(self, form: str) -> None:
        """Beside it, a plain business day is read as 8 h."""
        office = {"timezone": "UTC", "hours": {"mon-fri": ["09:00-17:00"]}}
        targets = {"P1": {"response": "1 BD", "resolution": self.TARGETS[form]}}
        data = {
            "id": "dated",
            "business_day": "close_of_business",
            "counted_from": "opened",
            "calendars": {"office": office, "long": office},
            "priorities": {"P1": {}},
            "plans": {"gold": {"calendar": "office", "targets": targets}},
        }
        sla, monday = Matrix.model_validate(data), datetime(2026, 3, 2, 10, tzinfo=UTC)
        written = sla.compute_deadline("gold", "P1", monday)
        readings = [one for one in readings_of(sla, None, None) if one.clause == "business day"]
        assert [one.name.removeprefix("1 BD is ") for one in readings] == [
            "full_day",
            "same_time",
            "8 h",
        ]
        for reading in readings:
            found = reading.terms.compute_deadline("gold", "P1", monday)
            assert found.response_due == datetime(2026, 3, 3, 10, tzinfo=UTC)
            if reading.name != "1 BD is same_time" or form == "same day":
                assert found.resolution_due == written.resolution_due
