"""Business days the other way, on dates read off a calendar; 2 March 2026 is a Monday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slaclock import Calendar
from slaclock.calendars.days_back import days_in_span
from slaclock.calendars.years import Unknown
from slaclock.errors import AmountError, ArgumentTypeError, CoverageError, NeverOpenError
from tests.calendars.made_years import HOUR, MISSING, Compiler, Few, utc
from tests.calendars.made_years import Desk as MadeDesk
from tests.strategies import Desk, desks, instants
from tests.world import at

DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
SHORT = Calendar(
    timezone="Asia/Kolkata",
    hours={"mon-thu": ["09:00-19:00"], "fri": ["09:00-14:00"]},
)


class TestSubtract:
    @pytest.mark.parametrize(
        ("meaning", "days", "before"),
        [
            pytest.param("full_day", 1, "2026-03-06 13:00", id="full day"),
            pytest.param("full_day", 6, "2026-02-27 13:00", id="over two weekends"),
            pytest.param("same_time", 1, "2026-03-06 13:00", id="same time"),
            pytest.param("close_of_business", 1, "2026-03-06 19:00", id="close"),
            pytest.param("5 h", 1, "2026-03-06 18:00", id="open time"),
        ],
    )
    def test_from_monday_at_one(self, meaning: str, days: int, before: str) -> None:
        found = DESK.subtract_business_days(at("2026-03-09 13:00"), days, business_day=meaning)
        assert found == at(before)

    @pytest.mark.parametrize(
        ("meaning", "before"),
        [
            pytest.param("full_day", "2026-03-06 09:00", id="full day"),
            pytest.param("same_time", "2026-03-05 19:00", id="same time"),
            pytest.param("close_of_business", "2026-03-05 19:00", id="close"),
        ],
    )
    def test_from_closed_time_counts_from_the_closing(self, meaning: str, before: str) -> None:
        """Saturday: Friday's closing is the last open time."""
        found = DESK.subtract_business_days(at("2026-03-07 12:00"), 1, business_day=meaning)
        assert found == at(before)

    def test_unequal_days_are_counted_by_their_share(self) -> None:
        """Two fifths of Friday's five hours are two fifths of Thursday's ten."""
        found = SHORT.subtract_business_days(at("2026-03-06 11:00"), 1, business_day="full_day")
        assert found == at("2026-03-05 13:00")

    @pytest.mark.parametrize(
        ("count", "error"), [(0, AmountError), (36_526, AmountError), (1.5, ArgumentTypeError)]
    )
    def test_count_is_a_positive_number(self, count: int, error: type[Exception]) -> None:
        with pytest.raises(error):
            DESK.subtract_business_days(at("2026-03-06"), count, business_day="full_day")

    def test_nothing_before_raises(self) -> None:
        once = Calendar(timezone="UTC", exceptions={"2026-03-02": ["09:00-10:00"]})
        noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
        for meaning in ("full_day", "same_time", "close_of_business", "2 h"):
            with pytest.raises(NeverOpenError):
                once.subtract_business_days(noon, 1, business_day=meaning)

    @given(desk=desks(), data=st.data(), count=st.integers(1, 4))
    def test_full_days_back_are_the_latest_that_lead_there(
        self, desk: Desk, data: st.DataObject, count: int
    ) -> None:
        calendar = Calendar.model_validate(desk.data)
        end = data.draw(instants(desk))
        start = calendar.subtract_business_days(end, count, business_day="full_day")
        assert calendar.is_open(start)
        # What is rounded: down to the microsecond here, up to the second on the way there.
        share = calendar.business_days_between(start, end).share
        later = calendar.business_days_between(start + timedelta(microseconds=1), end).share
        assert later < count <= share


class TestBetween:
    @pytest.mark.parametrize(
        ("start", "end", "days", "share"),
        [
            pytest.param("2026-03-02 09:00", "2026-03-02 19:00", 0, "1", id="one day"),
            pytest.param("2026-03-02 00:00", "2026-03-03 00:00", 1, "1", id="one date"),
            pytest.param("2026-03-06 14:00", "2026-03-09 11:00", 1, "7/10", id="over a weekend"),
            pytest.param("2026-03-07 00:00", "2026-03-09 00:00", 0, "0", id="a weekend"),
            pytest.param("2026-03-02 12:00", "2026-03-16 12:00", 10, "10", id="two weeks"),
            pytest.param("2026-03-02 12:00", "2026-03-02 12:00", 0, "0", id="no time"),
        ],
    )
    def test_counts_dates_and_shares(self, start: str, end: str, days: int, share: str) -> None:
        found = DESK.business_days_between(at(start), at(end))
        assert found == (days, Fraction(share))
        assert DESK.business_days_between(at(end), at(start)) == (-days, -Fraction(share))

    def test_shares_are_of_each_day(self) -> None:
        found = SHORT.business_days_between(at("2026-03-05 14:00"), at("2026-03-06 10:00"))
        assert found.share == Fraction(1, 2) + Fraction(1, 5)

    @given(desk=desks(), data=st.data())
    def test_adjoining_spans_add_up(self, desk: Desk, data: st.DataObject) -> None:
        calendar = Calendar.model_validate(desk.data)
        a, b, c = sorted(data.draw(st.tuples(instants(desk), instants(desk), instants(desk))))
        first, second = calendar.business_days_between(a, b), calendar.business_days_between(b, c)
        assert first.share + second.share == calendar.business_days_between(a, c).share
        if len({moment.astimezone(calendar.zone).date() for moment in (a, b, c)}) == 3:
            assert first.days + second.days == calendar.business_days_between(a, c).days


class TestBetweenByHand:
    def test_instants_of_one_business_day(self) -> None:
        """Half of Monday's ten hours; no date of a business day begins between the two."""
        found = DESK.business_days_between(at("2026-03-09 10:00"), at("2026-03-09 15:00"))
        assert found == (0, Fraction(1, 2))
        assert DESK.business_days_between(at("2026-03-09 10:00"), at("2026-03-09 10:00")) == (0, 0)

    def test_microsecond_at_the_end_of_a_date(self) -> None:
        """Friday's midnight belongs to Saturday, so Friday is counted whole."""
        friday = at("2026-03-06 00:00")
        assert DESK.business_days_between(friday, at("2026-03-07 00:00")) == (1, 1)
        almost = at("2026-03-07 00:00") - timedelta(microseconds=1)
        assert DESK.business_days_between(friday, almost) == (0, 1)

    def test_backwards_is_the_same_below_zero(self) -> None:
        found = DESK.business_days_between(at("2026-03-09 15:00"), at("2026-03-06 15:00"))
        assert found == (-1, -1)


class TestEnds:
    """In microseconds, of days that a plain function makes up."""

    def test_span_up_to_what_is_not_known(self) -> None:
        desk = MadeDesk(Compiler(opens=0, length=24, unknown=(2027,)))
        start, end = utc(2026, 12, 30), utc(2027)
        assert days_in_span(desk, start, end) == (2, 2)
        with pytest.raises(CoverageError, match="in 2027"):
            days_in_span(desk, start, end + 1)

    def test_day_whose_rest_is_not_known(self) -> None:
        """Of Tuesday the 3rd it is known that it is open to 6, and not whether from 9 to 17."""
        monday, tuesday = utc(2026, 3, 2), utc(2026, 3, 3)
        unknown = Unknown(tuesday + 9 * HOUR, tuesday + 17 * HOUR, MISSING, date(2026, 3, 3))
        short = (date(2026, 3, 3), tuesday, tuesday + 6 * HOUR)
        whole = (date(2026, 3, 2), monday + 9 * HOUR, monday + 17 * HOUR)
        for days in ((whole, short), (short,)):
            desk = MadeDesk(Few(*days, unknown=(unknown,)))
            assert days_in_span(desk, monday, tuesday) == (len(days) - 1,) * 2
            for end in (tuesday + 1, tuesday + 3 * HOUR, tuesday + 7 * HOUR):
                with pytest.raises(CoverageError):
                    days_in_span(desk, monday, end)

    def test_span_before_all_that_opens(self) -> None:
        few = Few((date(2026, 3, 2), utc(2026, 3, 2, 9), utc(2026, 3, 2, 17)))
        assert days_in_span(MadeDesk(few), utc(2026, 2, 1), utc(2026, 3, 1)) == (0, 0)
        assert days_in_span(MadeDesk(few), utc(2026, 3, 2), utc(2026, 5, 1)) == (1, 1)
