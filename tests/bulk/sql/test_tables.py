"""The tables of answers: what they hold, and contracts over time in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from slaclock import MatrixHistory, compute_deadline
from slaclock.bulk import sql
from slaclock.errors import ArgumentTypeError, CoverageError, InstantRangeError, NaiveInstantError
from slaclock.instants import DAY, from_micros, to_micros
from tests.bulk.sql.databases import DATABASES
from tests.bulk.sql.small import DATA, END, START, matrix, rows
from tests.bulk.sql.tickets import table

HOUR = 3_600_000_000
MONDAY = to_micros(START)


class TestTerms:
    def test_every_name_is_written_in_lower_case(self) -> None:
        found = {(row["plan"], row["priority"]) for row in rows("sla_terms")}
        priorities = (None, "p1", "urgent", "1")
        assert found == {(plan, name) for plan in ("gold", "silver") for name in priorities}

    def test_what_is_promised(self) -> None:
        [row] = [
            row for row in rows("sla_terms") if (row["plan"], row["priority"]) == ("gold", "p1")
        ]
        assert row["calendar_id"] == "desk"
        facts = {
            metric: [row[f"{metric}_{fact}"] for fact in ("strict", "stops")]
            for metric in ("first_response", "response", "resolution")
        }
        assert facts == {
            "first_response": [1, 0],
            "response": [0, 0],
            "resolution": [0, 1],
        }

    def test_equal_promises_on_equal_calendars_are_one(self) -> None:
        terms = {(row["plan"], row["priority"]): row for row in rows("sla_terms")}
        gold, silver = terms["gold", "p1"], terms["silver", "p1"]
        assert gold["first_response_promise"] == gold["response_promise"]
        assert gold["resolution_promise"] == silver["resolution_promise"]
        assert silver["response_promise"] is None
        assert {row["promise_id"] for row in rows("sla_due")} == {
            gold["response_promise"],
            gold["resolution_promise"],
        }


class TestDue:
    def test_a_day_of_an_amount(self) -> None:
        """Opened by 15:00 it is due two hours on, and later on the next morning."""
        found = [row for row in rows("sla_due") if row["promise_id"] == 0][:3]
        opens, closes = MONDAY + 9 * HOUR, MONDAY + 17 * HOUR
        assert [(row["starts_us"], row["ends_us"]) for row in found] == [
            (MONDAY, MONDAY + 15 * HOUR + 1),
            (MONDAY + 15 * HOUR + 1, closes),
            (closes, MONDAY + DAY),
        ]
        assert [(row["low_us"], row["shift_us"]) for row in found] == [
            (opens, 2 * HOUR),
            (opens, 18 * HOUR),
            (opens + DAY, 2 * HOUR),
        ]
        assert {row["utc_day"] for row in found} == {MONDAY // DAY}

    def test_a_share_of_a_shorter_day(self) -> None:
        """Thursday has 8 hours and Friday 4: what is gone counts half."""
        thursday = MONDAY + 3 * DAY
        [row] = [
            row
            for row in rows("sla_due")
            if row["promise_id"] == 1 and row["starts_us"] <= thursday + 12 * HOUR < row["ends_us"]
        ]
        assert (row["parts"], row["whole"]) == (1, 2)
        assert (row["base_us"], row["shift_us"]) == (thursday + 9 * HOUR, thursday + DAY + 9 * HOUR)

    @pytest.mark.parametrize(("promise", "lengths"), [(0, {2}), (1, {8, 4})], ids=["2 h", "1 BD"])
    def test_reading_is_that_of_the_opening_and_what_is_promised(
        self, promise: int, lengths: set[int]
    ) -> None:
        """A day is promised as long as the one that the clock starts on: 8 hours, on Friday 4."""
        calendar, friday = matrix().calendars["desk"], MONDAY + 4 * DAY
        steps = [row for row in rows("sla_due") if row["promise_id"] == promise]
        found = set()
        for at in range(MONDAY, MONDAY + 7 * DAY, HOUR // 2):
            [row] = [row for row in steps if row["starts_us"] <= at < row["ends_us"]]
            reading = max(at, row["low_us"]) + row["reading_us"]
            promised = reading - calendar.open_between(MONDAY, at)
            found.add(promised // HOUR)
            if promise == 1:
                starts_on_friday = friday - 7 * HOUR <= at < friday + 13 * HOUR
                assert promised == (4 if starts_on_friday else 8) * HOUR
        assert found == lengths

    def test_runs_of_equal_days(self) -> None:
        found = {row["utc_day"]: row for row in rows("sla_due") if row["promise_id"] == 1}
        runs = [found[MONDAY // DAY + day]["day_run"] for day in (0, 1, 3, 4)]
        # What is last on a day is the evening, which belongs to the day that opens next.
        assert runs[0] == runs[1] != runs[2] != runs[3] != runs[1]
        assert {row["day_run"] for row in rows("sla_due") if row["promise_id"] == 0} == {None}

    def test_no_step_crosses_a_midnight(self) -> None:
        for row in rows("sla_due"):
            assert row["utc_day"] * DAY <= row["starts_us"] < row["ends_us"]
            assert row["ends_us"] <= (row["utc_day"] + 1) * DAY

    def test_the_whole_time_is_answered_for(self) -> None:
        for promise in (0, 1):
            steps = [row for row in rows("sla_due") if row["promise_id"] == promise]
            assert steps[0]["starts_us"] == MONDAY
            assert steps[-1]["ends_us"] == MONDAY + 7 * DAY
            ends = [row["ends_us"] for row in steps[:-1]]
            assert ends == [row["starts_us"] for row in steps[1:]]


class TestOpen:
    def test_there_and_back(self) -> None:
        calendar = matrix().calendars["desk"]
        forth = [row for row in rows("sla_open") if row["calendar_id"] == "desk"]
        back = [row for row in rows("sla_back") if row["calendar_id"] == "desk"]
        for at in range(MONDAY, MONDAY + 7 * DAY, HOUR // 2):
            [row] = [row for row in forth if row["starts_us"] <= at < row["ends_us"]]
            shown = min(max(at, row["low_us"]), row["high_us"]) + row["shift_us"]
            assert shown == calendar.open_between(MONDAY, at)
            if shown:
                [entry] = [
                    entry for entry in back if entry["after_us"] < shown <= entry["through_us"]
                ]
                assert entry["block"] == (shown - 1) // (8 * HOUR)
                assert shown + entry["shift_us"] == calendar.due(MONDAY, shown)

    def test_a_day_of_one_window_is_one_row(self) -> None:
        """Still until 09:00, on until 17:00, and still again."""
        [row] = [
            row
            for row in rows("sla_open")
            if (row["calendar_id"], row["utc_day"]) == ("desk", MONDAY // DAY)
        ]
        assert (row["starts_us"], row["ends_us"]) == (MONDAY, MONDAY + DAY)
        assert (row["low_us"], row["high_us"]) == (MONDAY + 9 * HOUR, MONDAY + 17 * HOUR)

    def test_it_goes_on_after_the_last_opening(self) -> None:
        last = max(row["ends_us"] for row in rows("sla_open"))
        assert last == to_micros(END) + 366 * DAY

    def test_it_ends_where_holidays_do(self) -> None:
        data = {**DATA["calendars"]["desk"], "holidays": [{"country": "IN", "years": [2026]}]}
        given = matrix(calendars={"desk": data, "same": data})
        tables = sql.answer_tables(given, START, datetime(2026, 12, 30, tzinfo=UTC))
        last = max(row["ends_us"] for row in tables["sla_open"].to_rows())
        assert last == to_micros(datetime(2026, 12, 30, tzinfo=UTC))


class TestRange:
    def test_what_cannot_be(self) -> None:
        with pytest.raises(NaiveInstantError, match="start is naive"):
            sql.answer_tables(matrix(), datetime(2026, 1, 1), END)
        with pytest.raises(InstantRangeError, match="the tables begin in 1970 or later"):
            sql.answer_tables(matrix(), datetime(1969, 12, 31, tzinfo=UTC), END)
        with pytest.raises(InstantRangeError, match="it must be after start"):
            sql.answer_tables(matrix(), START, START)
        with pytest.raises(ArgumentTypeError):
            sql.answer_tables(matrix(), "2026", END)  # type: ignore[arg-type]

    def test_years_without_holidays_are_refused(self) -> None:
        data = {**DATA["calendars"]["desk"], "holidays": [{"country": "IN", "years": [2026]}]}
        given = matrix(calendars={"desk": data, "same": data})
        with pytest.raises(CoverageError):
            sql.answer_tables(given, START, datetime(2027, 6, 1, tzinfo=UTC))


class TestHistory:
    """From 5 March on, in India, the hours and the promise are others."""

    LATER = matrix(
        version="2",
        effective_from="2026-03-05",
        calendars={
            "desk": {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["10:00-12:00"]}},
            "same": DATA["calendars"]["same"],
        },
        plans={
            "gold": {
                "calendar": "desk",
                "title": "Gold",
                "aliases": ["best"],
                "targets": {"P1": {"response": "1 h"}},
            }
        },
    )
    HISTORY = MatrixHistory([matrix(effective_from="2026-03-03"), LATER])

    @pytest.mark.parametrize("dialect", DATABASES)
    def test_each_ticket_has_the_version_in_force(self, dialect: Any) -> None:
        tables = sql.answer_tables(self.HISTORY, START, END)
        change = to_micros(datetime(2026, 3, 4, 18, 30, tzinfo=UTC))
        at = [MONDAY + DAY, change - 1, change, change + 20 * HOUR]
        given = table([(n, "gold", "P1", from_micros(x, UTC)) for n, x in enumerate(at)])
        run = DATABASES[dialect](self.HISTORY, {**tables, "tickets": given})
        found = run(sql.deadlines(self.HISTORY, dialect=dialect) + " ORDER BY id")
        for row, opened in zip(found, at, strict=True):
            single = compute_deadline("gold", "P1", from_micros(opened, UTC), matrix=self.HISTORY)
            due = {metric: to_micros(entry.due_at) for metric, entry in single.items()}
            for metric in ("first_response", "response", "resolution"):
                assert row[f"{metric}_due"] == due.get(metric)
            assert row["sla_reason"] is None

    def test_no_version_in_force_has_no_terms(self) -> None:
        tables = sql.answer_tables(self.HISTORY, START, END)
        late = MONDAY + 4 * DAY
        given = table(
            [
                (1, "gold", "P1", START),
                (2, "best", "P1", from_micros(MONDAY + 2 * DAY, UTC)),
                (3, "best", "P1", from_micros(late, UTC)),
                (4, "silver", "P1", from_micros(late, UTC)),
            ]
        )
        run = DATABASES["duckdb"](self.HISTORY, {**tables, "tickets": given})
        found = run(sql.deadlines(self.HISTORY) + " ORDER BY id")
        assert [row["sla_reason"] is None for row in found] == [False, False, True, False]

    def test_calendars_of_one_name_are_told_apart(self) -> None:
        found = {row["calendar_id"] for row in rows("sla_open", self.HISTORY)}
        assert found == {"desk (1)", "desk", "same"}
