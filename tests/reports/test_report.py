"""The figures of a report, worked out by hand in `small.py`, and the forms it takes."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from slaclock.errors import NaiveInstantError, TextError, UnknownNameError
from slaclock.reports import Report, make_report, take_tickets
from slaclock.reports.errors import TicketFileError
from slaclock.reports.figures.periods import hours_of_week, label_of, periods_of, start_of
from slaclock.reports.figures.shares import Goal, parse_goal, percent_text
from slaclock.reports.figures.verdicts import STATES
from tests.reports import small

HOUR = 3_600_000_000


@pytest.fixture
def made(tmp_path: Path) -> Report:
    return small.report(tmp_path, goal="60")


def states(made: Report, metric: str) -> str:
    """Return the state of each ticket by its first letters: `met breached running ...`."""
    ids = made.verdicts.frame["ticket_id"]
    found = made.verdicts.metrics[metric].states
    return " ".join(f"{name}:{STATES[state]}" for name, state in zip(ids, found, strict=True))


class TestVerdicts:
    def test_first_response(self, made: Report) -> None:
        assert states(made, "first_response") == (
            "A:met B:breached C:running D:met E:unreadable F:unreadable G:met H:breached"
        )

    def test_response(self, made: Report) -> None:
        assert states(made, "response") == (
            "A:met B:breached C:running D:met E:unreadable F:unreadable G:not_applicable H:breached"
        )

    def test_resolution(self, made: Report) -> None:
        assert states(made, "resolution") == (
            "A:met B:breached C:running D:breached E:unreadable F:unreadable "
            "G:not_applicable H:paused"
        )

    def test_open_time_used_and_promised(self, made: Report) -> None:
        found = made.verdicts.metrics["resolution"]
        assert (found.used[:4] // HOUR).tolist() == [4, 8, 0, 8]
        assert (found.target[:4] // HOUR).tolist() == [4, 4, 4, 8]

    def test_lateness_in_open_and_in_wall_time(self, made: Report) -> None:
        found = made.verdicts.metrics["resolution"]
        assert (found.late_open[[1, 3]] // HOUR).tolist() == [4, 0]
        assert (found.late_wall[[1, 3]] // HOUR).tolist() == [20, 15]

    def test_ticket_opened_later_is_counted_apart(self, made: Report) -> None:
        assert made.verdicts.later == 1
        assert "I" not in made.verdicts.frame["ticket_id"]

    def test_reason_is_given_for_what_cannot_be_judged(self, made: Report) -> None:
        assert made.verdicts.reasons == {
            "unknown priority 'P9' in matrix 'desk'; priorities: P1, P2": 1
        }

    def test_what_happened_after_the_instant_of_asking_has_not_happened(
        self, tmp_path: Path
    ) -> None:
        asked = datetime(2026, 3, 2, 12, tzinfo=UTC)
        made = small.report(tmp_path, *small.ROWS[:1], as_of=asked)
        assert states(made, "response") == "A:met"
        assert states(made, "resolution") == "A:running"

    def test_resolution_answers_too(self, tmp_path: Path) -> None:
        row = "A,gold,P1,2026-03-02T09:00:00Z,,2026-03-02T09:30:00Z,done"
        assert states(small.report(tmp_path, row), "response") == "A:met"

    def test_only_plan_of_the_matrix_is_taken_and_noted(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, small.ROWS[0].replace("gold", ""))
        assert states(made, "response") == "A:met"
        assert "the matrix has one plan, gold; it is taken for every ticket" in made.verdicts.notes

    def test_tickets_without_a_plan_are_refused_where_there_are_several(
        self, tmp_path: Path
    ) -> None:
        with pytest.raises(TicketFileError) as caught:
            small.report(tmp_path, small.ROWS[0].replace("gold", ""), matrix="wotnot")
        assert str(caught.value) == (
            "tickets.csv: the tickets have no plan; give one with --plan, or --map plan=COLUMN; "
            "plans: lite, starter, premium, enterprise"
        )

    def test_matrix_that_knows_no_priority_of_the_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(TicketFileError) as caught:
            small.report(tmp_path, small.ROWS[4])
        assert str(caught.value) == (
            "tickets.csv: the matrix knows no priority of the file: 'P9'; it has P1, P2; say "
            "what they mean, for example '--value priority:P9=P1'"
        )

    def test_instant_of_asking_needs_a_zone(self, tmp_path: Path) -> None:
        with pytest.raises(NaiveInstantError):
            small.report(tmp_path, as_of=datetime(2026, 3, 6))


class TestPauses:
    """A log in which the customer is asked at 10:00 and answers an hour later."""

    def log(self, *rows: tuple[str, str]) -> Report:
        frame = pl.DataFrame(
            [
                {"case": "A", "at": f"2026-03-02T{clock}:00Z", "state": state}
                for clock, state in rows
            ]
        )
        rules = {
            "at": "at",
            "state": ["state"],
            "responded": {"is": ["work"]},
            "paused": {"is": ["wait"]},
            "resolved": {"is": ["done"]},
        }
        columns = {"id": "case"}
        taken = take_tickets(frame, columns=columns, events=rules, priority="P1")
        return make_report(taken, matrix=small.matrix(), as_of=small.AS_OF)

    def test_pause_moves_the_resolution_on_and_not_the_response(self) -> None:
        made = self.log(("09:00", "new"), ("10:00", "wait"), ("11:00", "work"), ("14:00", "done"))
        assert states(made, "response") == "A:breached"
        assert states(made, "resolution") == "A:met"
        assert made.ticket_frame()["resolution_due"][0] == datetime(2026, 3, 2, 14, tzinfo=UTC)
        assert made.verdicts.metrics["resolution"].used.tolist() == [4 * HOUR]

    def test_pause_without_an_end_stands_still(self) -> None:
        made = self.log(("09:00", "new"), ("09:30", "work"), ("10:00", "wait"))
        assert states(made, "resolution") == "A:paused"

    def test_pause_that_begins_after_the_deadline_changes_nothing(self) -> None:
        made = self.log(("09:00", "new"), ("09:30", "work"), ("14:00", "wait"), ("15:00", "done"))
        assert states(made, "resolution") == "A:breached"

    def test_story_of_the_clock_agrees(self) -> None:
        made = self.log(("09:00", "new"), ("10:00", "wait"), ("11:00", "work"), ("15:30", "done"))
        story = made.story("A")
        assert (story.status, story.due_at) == ("breached", datetime(2026, 3, 2, 14, tzinfo=UTC))
        assert story.late == 1.5 * HOUR
        assert "opened Mon 2026-03-02 09:00" in story.chart.description


class TestAttainment:
    def test_denominators_are_kept_apart(self, made: Report) -> None:
        assert made.counts("resolution") == (1, 2, 1, 1, 1, 2)
        assert made.counts("resolution").decided == 3
        assert made.counts("resolution").total == 8
        assert made.counts("resolution").text() == "33.3 %"
        assert made.counts("first_response").text() == "60.0 %"

    def test_by_plan_priority_and_period(self, made: Report) -> None:
        assert made.counts("response", priority="P1") == (1, 1, 1, 0, 0, 0)
        assert made.counts("response", plan="gold", priority="P2") == (1, 1, 0, 0, 0, 1)
        assert made.counts(priority="") == (1, 0, 0, 0, 2, 0)
        assert made.counts("response", period=0) == made.counts("response")

    def test_alias_and_id_are_one_cell(self, made: Report) -> None:
        cells = [(cell.plan, cell.priority) for cell in made.attainment.cells]
        assert cells == [("gold", "P1"), ("gold", "P2"), ("gold", ""), ("gold", "P9")]

    def test_frame_gives_the_same_for_those_who_draw_their_own(self, made: Report) -> None:
        frame = made.frame(("metric", "priority"))
        row = frame.filter(metric="resolution", priority="P1").row(0, named=True)
        assert (row["met"], row["breached"], row["running"]) == (1, 1, 1)
        assert (row["decided"], row["attainment"]) == (2, 0.5)
        assert frame.filter(metric="response", priority="P9")["attainment"].to_list() == [None]

    def test_frame_by_what_there_is_not_is_refused(self, made: Report) -> None:
        with pytest.raises(UnknownNameError, match="did you mean 'priority'"):
            made.frame(("prority",))

    def test_percentiles_are_those_of_a_ticket(self, made: Report) -> None:
        """Resolutions took 4, 8 and 8 h; the median of three is the second."""
        use = made.attainment.use["resolution", -1]
        assert use.percentiles == (8 * HOUR, 8 * HOUR, 8 * HOUR)
        assert use.completed == 3

    def test_target_used_up_to_the_last_second_stands_below_it(self, made: Report) -> None:
        use = made.attainment.use["resolution", -1]
        assert [place for place, number in enumerate(use.met) if number] == [9]
        assert [place for place, number in enumerate(use.breached) if number] == [10, 20]

    def test_lateness(self, made: Report) -> None:
        late = made.attainment.lateness["resolution", -1]
        assert late == (2, 0, 4 * HOUR, 15 * HOUR, 20 * HOUR)

    def test_hours_of_the_week(self, made: Report) -> None:
        """B was due at 13:00 on Monday and D at 17:00, which ends the hour from 16:00."""
        hours = made.attainment.hours
        assert [hour for hour, number in enumerate(hours.breached["resolution"]) if number] == [
            12,
            16,
        ]
        assert hours.opened[9] == 4
        assert hours.opened[4 * 24 + 16] == 1

    def test_goal_is_reached_exactly_or_not(self, made: Report) -> None:
        goal = parse_goal("60")
        assert made.counts("first_response").reaches(goal) is True
        assert made.counts("first_response").reaches(parse_goal("60.01")) is False
        assert made.counts(priority="P9").reaches(goal) is None


class TestBacklog:
    def test_open_promises_by_how_soon_they_fall_due(self, made: Report) -> None:
        """C was opened on Friday at 16:00; its answer is due at 17:00, the rest on Monday."""
        response, resolution = made.backlog[1:]
        assert (response.overdue, response.within, response.later) == (0, (1, 0, 0), 0)
        assert (resolution.paused, resolution.later, resolution.total) == (1, 1, 2)

    def test_risk_is_what_the_matrix_says_it_is(self, made: Report) -> None:
        """C has used 30 min: half of 1 h, a quarter of < 2 h, an eighth of 4 h."""
        assert [entry.at_risk for entry in made.backlog] == [0, 1, 0]

    def test_no_risk_where_the_matrix_names_none(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, matrix=small.matrix(at_risk=None))
        assert [entry.at_risk for entry in made.backlog] == [None, None, None]

    def test_next_due_and_worst(self, made: Report) -> None:
        assert [(entry.ticket_id, entry.metric) for entry in made.next_due(2)] == [
            ("C", "response"),
            ("C", "first_response"),
        ]
        worst = made.worst(1)[0]
        assert (worst.ticket_id, worst.metric, worst.left) == ("B", "resolution", -4 * HOUR)
        assert made.worst(still_open=True) == ()

    def test_overdue_and_open(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, "A,gold,P1,2026-03-02T09:00:00Z,2026-03-02T09:30:00Z,,open")
        assert made.backlog[2].overdue == 1
        assert made.worst(still_open=True)[0].completed is None


class TestShares:
    @pytest.mark.parametrize(
        ("part", "whole", "text"),
        [
            (0, 0, "n/a"),
            (0, 7, "0 %"),
            (7, 7, "100 %"),
            (9999, 10000, "99.9 %"),
            (99999, 100000, "99.9 %"),
            (9496, 10000, "94.9 %"),
            (9500, 10000, "95.0 %"),
            (1, 3, "33.3 %"),
            (2, 3, "66.6 %"),
            (1, 2000, "< 0.1 %"),
            (1, 1000, "0.1 %"),
        ],
    )
    def test_share_is_cut_off_and_never_crosses_a_threshold(
        self, part: int, whole: int, text: str
    ) -> None:
        assert percent_text(part, whole) == text

    @pytest.mark.parametrize(
        ("goal", "decimals"), [("95", 0), ("95 %", 0), ("99.95", 2), ("99.50%", 1)]
    )
    def test_goal_is_exact(self, goal: str, decimals: int) -> None:
        assert parse_goal(goal).decimals == decimals

    def test_goal_in_words(self) -> None:
        assert [str(Goal(9995, 100)), str(Goal(95, 1))] == ["99.95 %", "95 %"]

    @pytest.mark.parametrize("text", ["0", "101", "-5", "95,5", "all", ""])
    def test_bad_goal_is_refused(self, text: str) -> None:
        with pytest.raises(TextError, match="is not a goal"):
            parse_goal(text)

    def test_share_shows_as_many_digits_as_the_goal(self, tmp_path: Path) -> None:
        assert small.report(tmp_path, goal="99.95").decimals == 2


class TestPeriods:
    ZONE = ZoneInfo("Asia/Kolkata")

    def micros(self, *texts: str) -> np.ndarray:
        return np.array(
            [int(datetime.fromisoformat(text).timestamp()) * 1_000_000 for text in texts], np.int64
        )

    @pytest.mark.parametrize(
        ("kind", "label"),
        [("day", "2027-01-01"), ("week", "2026-W53"), ("month", "2027-01"), ("quarter", "2027-Q1")],
    )
    def test_period_is_that_of_the_local_date(self, kind: str, label: str) -> None:
        """Half past six in the evening of the old year in UTC is the new year in India."""
        periods = periods_of(self.micros("2026-12-31T18:30:00+00:00"), self.ZONE, kind)
        assert [period.label for period in periods.periods] == [label]

    def test_periods_without_tickets_are_there(self) -> None:
        instants = self.micros("2026-01-15T00:00:00+00:00", "2026-04-15T00:00:00+00:00")
        periods = periods_of(instants, self.ZONE, "month")
        assert [period.label for period in periods.periods] == [
            "2026-01",
            "2026-02",
            "2026-03",
            "2026-04",
        ]
        assert periods.places.tolist() == [0, 3]

    def test_too_many_periods_are_refused(self) -> None:
        instants = self.micros("1990-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00")
        with pytest.raises(TextError, match="gives over 5,000 periods"):
            periods_of(instants, self.ZONE, "day")

    def test_unknown_kind_is_refused(self) -> None:
        with pytest.raises(TextError, match="kinds: day, week, month, quarter"):
            periods_of(self.micros(), self.ZONE, "year")

    def test_quarter_and_week_begin(self) -> None:
        day = datetime(2026, 8, 2).date()
        assert start_of(day, "quarter") == datetime(2026, 7, 1).date()
        assert start_of(day, "week") == datetime(2026, 7, 27).date()
        assert label_of(start_of(day, "week"), "week") == "2026-W31"

    def test_hour_of_the_week_follows_clock_changes(self) -> None:
        """In New York clocks went forward at 2 on 8 March 2026, a Sunday: 07:30 UTC is 03:30."""
        zone = ZoneInfo("America/New_York")
        instants = self.micros("2026-03-08T06:30:00+00:00", "2026-03-08T07:30:00+00:00")
        assert (hours_of_week(instants, zone) - 6 * 24).tolist() == [1, 3]


class TestForms:
    def test_json_keeps_every_figure(self, made: Report) -> None:
        data = json.loads(made.to_json())
        assert data["metrics"]["resolution"]["decided"] == 3
        assert data["metrics"]["resolution"]["attainment"] == "33.3 %"
        assert data["metrics"]["resolution"]["late_wall_seconds"]["most"] == 72_000
        assert data["rows"] == 9
        assert data["opened_later"] == 1
        assert data["as_of"] == "2026-03-06T16:30:00+00:00"
        assert data["provenance"]["matrix"]["sha256"] == small.matrix().fingerprint()

    def test_csv_reads_back_to_the_same_tickets(self, made: Report) -> None:
        rows = list(csv.DictReader(io.StringIO(made.to_csv(), newline="")))
        assert [row["ticket_id"] for row in rows] == list("ABCDEFGH")
        assert rows[1]["resolution_verdict"] == "breached"
        assert rows[1]["resolution_due"].startswith("2026-03-02T13:00:00")
        assert rows[1]["resolution_late_open_seconds"] == "14400"

    def test_notebook_gets_a_frame_of_its_own(self, made: Report) -> None:
        shown = made._repr_html_()
        assert shown.startswith('<iframe title="Desk" sandbox srcdoc="&lt;!DOCTYPE html&gt;')
        assert shown.count("<") == 2

    def test_page_names_every_state_with_its_number(self, made: Report) -> None:
        page = made.to_html()
        for word in ("met", "breached", "still running", "paused", "not applicable", "unreadable"):
            assert f"{word}</dt>" in page
        assert "Below the goal of 60 %" in page
        assert "Reaches the goal of 60 %" in page

    def test_story_is_told_on_demand(self, tmp_path: Path) -> None:
        page = small.report(tmp_path, told=["A"]).to_html()
        assert "A: resolution" in page
        assert "Ledger, window by window" in page

    def test_story_of_an_unknown_ticket_is_refused(self, made: Report) -> None:
        with pytest.raises(UnknownNameError, match="unknown ticket 'Z'"):
            made.story("Z")

    def test_story_of_what_is_not_promised_is_refused(self, made: Report) -> None:
        with pytest.raises(UnknownNameError, match="unknown metric 'resolution'"):
            made.story("G")
        with pytest.raises(UnknownNameError, match="unknown priority 'P9'"):
            made.story("E")

    def test_zone_of_the_page_may_be_another(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, zone="Asia/Kolkata")
        assert made.as_of.utcoffset() == timedelta(hours=5, minutes=30)
        assert "Outlined" not in made.to_html()
