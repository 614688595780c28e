"""The ledger: its rows, that it adds up, and how it is shown."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slaclock import Calendar, compute_deadline, load_matrix
from slaclock.errors import LedgerError
from slaclock.instants import to_micros
from slaclock.ledger import (
    Ledger,
    LedgerRow,
    Stretch,
    account,
    stretches,
)

KOLKATA = ZoneInfo("Asia/Kolkata")
PARIS = ZoneInfo("Europe/Paris")
HOUR = 3_600_000_000


def ist(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=KOLKATA)


REPUBLIC_DAY = compute_deadline(
    "starter",
    "P1",
    ist(1, 23, 18, 30),  # a Friday; Monday is Republic Day
    matrix=load_matrix("wotnot").with_holidays("IN", subdivision="GJ"),
).explain()


class TestClockChanges:
    DESK = Calendar(timezone="Europe/Paris", hours={"mon-sun": ["02:30-04:00", "12:00-13:00"]})

    def rows(self, start: datetime, end: datetime, expected: int) -> list[str]:
        parts = stretches(self.DESK, to_micros(start), to_micros(end))
        return [row.described() for row in account(self.DESK, parts, PARIS, expected=expected)]

    def test_a_moved_opening_and_the_change_are_said(self) -> None:
        # Clocks go from 02:00 to 03:00 on Sunday 29 March 2026.
        start = datetime(2026, 3, 29, tzinfo=PARIS)
        assert self.rows(start, datetime(2026, 3, 29, 13, tzinfo=PARIS), HOUR * 3 // 2) == [
            "closed: night (clocks go forward 1 h)",
            "counted (opening 02:30 is skipped by the clock change and moved to 03:30)",
            "closed: break",
            "counted",
        ]

    def test_going_back_is_said_where_it_happens(self) -> None:
        # Clocks go from 03:00 back to 02:00 on Sunday 25 October 2026; the first 02:30 opens.
        start = datetime(2026, 10, 25, tzinfo=PARIS)
        assert self.rows(start, datetime(2026, 10, 25, 12, tzinfo=PARIS), HOUR * 5 // 2) == [
            "closed: night",
            (
                "counted (opening 02:30 comes twice by the clock change; the first is meant; "
                "clocks go back 1 h)"
            ),
            "closed: break",
        ]


class TestStretches:
    DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})

    def test_a_pause_counts_only_where_it_is_open(self) -> None:
        pause = Stretch(to_micros(ist(3, 2, 18)), to_micros(ist(3, 3, 10)), "paused")
        found = stretches(self.DESK, to_micros(ist(3, 2, 17)), to_micros(ist(3, 3, 11)), [pause])
        assert [(part.what, part.end - part.start) for part in found] == [
            ("counted", HOUR),
            ("paused", HOUR),
            ("closed", 14 * HOUR),
            ("paused", HOUR),
            ("counted", HOUR),
        ]

    def test_no_length_has_no_rows(self) -> None:
        start = to_micros(ist(3, 2, 17))
        assert stretches(self.DESK, start, start) == []
        assert account(self.DESK, [], KOLKATA, expected=0) == ()

    def test_what_does_not_add_up_raises(self) -> None:
        parts = [Stretch(0, HOUR, "counted")]
        with pytest.raises(LedgerError) as caught:
            account(self.DESK, parts, KOLKATA, expected=HOUR + 1)
        assert str(caught.value) == (
            "the ledger adds up to 3600000000 microseconds, but 3600000001 were to be accounted for"
        )


class TestForms:
    HOSTILE = Ledger("<script>|*", ("a & b",), ())

    def test_dict_has_microseconds(self) -> None:
        data = json.loads(REPUBLIC_DAY.to_json())
        assert data["total_us"] == 10 * HOUR
        assert data["rows"][0] == {
            "from": "2026-01-23T18:30:00+05:30",
            "to": "2026-01-23T19:00:00+05:30",
            "what": "counted",
            "reason": "",
            "credited_us": HOUR // 2,
            "total_us": HOUR // 2,
            "note": "",
        }

    def test_markdown_is_a_table(self) -> None:
        lines = REPUBLIC_DAY.to_markdown().splitlines()
        assert lines[0] == "**Starter, P1 Critical: resolution 1 BD**"
        assert lines[6] == "| from | to | what | credited | total |"
        assert lines[8] == (
            "| Fri 2026-01-23 18:30 | Fri 2026-01-23 19:00 | counted | 30 min | 30 min |"
        )

    def test_markdown_and_html_are_escaped(self) -> None:
        assert self.HOSTILE.to_markdown().startswith("**&lt;script&gt;\\|\\***")
        html = self.HOSTILE._repr_html_()
        assert "<script>" not in html
        assert "&lt;script&gt;|*" in html
        assert "a &amp; b" in html

    def test_html_marks_rows_by_kind(self) -> None:
        html = REPUBLIC_DAY.to_html()
        assert '<tr class="counted"><td>Fri 2026-01-23 18:30</td>' in html
        assert '<tr class="due">' in html

    def test_an_empty_ledger_has_no_total(self) -> None:
        assert self.HOSTILE.total == timedelta(0)

    def test_seconds_and_microseconds_show_only_where_there_are_some(self) -> None:
        opened_at = ist(3, 2, 10) + timedelta(seconds=5, microseconds=1500)
        first = compute_deadline("starter", "P1", opened_at).explain().to_text().splitlines()[7]
        assert first.startswith("Mon 2026-03-02 10:00:05.0015  Mon 2026-03-02 19:00 ")


class GermanProcess(datetime):
    """A datetime as a process shows it after `locale.setlocale(LC_ALL, "de_DE.UTF-8")`."""

    def strftime(self, form: str) -> str:
        days = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
        return super().strftime(form.replace("%a", days[self.weekday()]))


class TestLocale:
    def test_weekdays_are_the_same_in_every_locale(self) -> None:
        first = GermanProcess(2026, 3, 2, 9, tzinfo=KOLKATA)
        assert f"{first:%a}" == "Mo"
        days = [GermanProcess(2026, 3, day, 9, tzinfo=KOLKATA) for day in range(2, 9)]
        rows = tuple(LedgerRow(day, day, "resumed", "", timedelta(0), timedelta(0)) for day in days)
        shown = [line[:14] for line in str(Ledger("week", (), rows)).splitlines()[-7:]]
        assert shown == [
            "Mon 2026-03-02",
            "Tue 2026-03-03",
            "Wed 2026-03-04",
            "Thu 2026-03-05",
            "Fri 2026-03-06",
            "Sat 2026-03-07",
            "Sun 2026-03-08",
        ]
