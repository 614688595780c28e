"""The account of a deadline: what counted on the way."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from slaclock import compute_deadline, load_matrix
from tests.test_ledger import REPUBLIC_DAY, ist

KOLKATA = ZoneInfo("Asia/Kolkata")


TEXT = """\
Starter, P1 Critical: resolution 1 BD
calendar business: Asia/Kolkata mon-fri 09:00-19:00
times in Asia/Kolkata
1 BD: a full support day of open time

from                  to                    what                               credited   total
--------------------  --------------------  -------------------------------  ----------  ------
Fri 2026-01-23 18:30  Fri 2026-01-23 19:00  counted                              30 min  30 min
Fri 2026-01-23 19:00  Sat 2026-01-24 00:00  closed: night                                30 min
Sat 2026-01-24 00:00  Mon 2026-01-26 00:00  closed: weekend                              30 min
Mon 2026-01-26 00:00  Tue 2026-01-27 00:00  closed: Republic Day                         30 min
Tue 2026-01-27 00:00  Tue 2026-01-27 09:00  closed: night                                30 min
Tue 2026-01-27 09:00  Tue 2026-01-27 18:30  counted                          9 h 30 min    10 h
Tue 2026-01-27 18:30                        due: met up to and including it                10 h"""


class TestDeadlineLedger:
    def test_is_shown_as_a_table(self) -> None:
        assert str(REPUBLIC_DAY) == TEXT

    def test_repr_is_short(self) -> None:
        assert repr(REPUBLIC_DAY) == "<Ledger Starter, P1 Critical: resolution 1 BD, 7 rows>"

    def test_adds_up_to_the_business_day(self) -> None:
        assert REPUBLIC_DAY.total == timedelta(hours=10)

    def test_says_what_strict_means(self) -> None:
        ledger = compute_deadline("starter", None, ist(3, 2, 10)).explain()
        assert ledger.rows[-1].described() == "due: breached from this instant on"

    @pytest.mark.parametrize(
        ("business_day", "fact"),
        [
            ("same_time", "1 BD: the same local time on the next business day"),
            ("close_of_business", "1 BD: the close of the next business day"),
            ("8 h", "1 BD: 8 h of open time"),
        ],
    )
    def test_says_what_a_business_day_is(self, business_day: str, fact: str) -> None:
        content = {**load_matrix("wotnot").content(), "business_day": business_day}
        terms = type(load_matrix("wotnot")).model_validate(content)
        ledger = compute_deadline("starter", "P1", ist(3, 2, 10), matrix=terms).explain()
        assert fact in ledger.facts

    @pytest.mark.parametrize(
        ("business_day", "time"),
        [
            ("same_time", "due at the same time on Tue 2026-03-03"),
            ("close_of_business", "due at the close of Tue 2026-03-03"),
        ],
    )
    def test_says_how_a_date_is_counted(self, business_day: str, time: str) -> None:
        content = {**load_matrix("wotnot").content(), "business_day": business_day}
        terms = type(load_matrix("wotnot")).model_validate(content)
        ledger = compute_deadline("lite", "P1", ist(2, 28, 10), matrix=terms).explain()
        assert ledger.facts[-3:] == (
            "counted from Mon 2026-03-02, where the clock starts",
            "business days counted: Tue 2026-03-03",
            time,
        )

    def test_an_exception_gives_its_reason(self) -> None:
        content = load_matrix("wotnot").content()
        content["calendars"]["business"]["exceptions"] = {
            "2026-12-24": {"hours": ["09:00-13:00"], "reason": "Christmas Eve"}
        }
        terms = type(load_matrix("wotnot")).model_validate(content)
        ledger = compute_deadline("lite", "P1", ist(12, 24, 12), matrix=terms).explain("response")
        assert [row.described() for row in ledger.rows][1] == 'closed: exception "Christmas Eve"'
