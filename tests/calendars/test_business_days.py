"""What a business day may be called: every text that is a meaning, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slaclock.calendars.business_days import (
    parse_meaning,
)
from slaclock.durations import Amount
from slaclock.errors import AmountError, ArgumentTypeError


class TestParseMeaning:
    @pytest.mark.parametrize(
        ("value", "error", "message"),
        [
            pytest.param(
                "fullday",
                AmountError,
                "'fullday' is not what a business day can be; did you mean 'full_day'? write "
                "full_day, same_time, close_of_business, or open time such as '8 h' ('fullday' "
                "is not an amount; write it like '8 h', '30 min' or '1 BD')",
                id="a near miss",
            ),
            pytest.param(
                "end of day",
                AmountError,
                "'end of day' is not what a business day can be; did you mean "
                "'close_of_business'? write full_day, same_time, close_of_business, or open time "
                "such as '8 h' ('end of day' is not an amount; write it like '8 h', '30 min' or "
                "'1 BD'; the end of a day is by = '24:00')",
                id="another word for a closing",
            ),
            pytest.param(
                "1 BD",
                AmountError,
                "'1 BD' is not open time, and so cannot be a business day",
                id="business days",
            ),
            pytest.param(
                timedelta(seconds=0.5),
                AmountError,
                "'0:00:00.500000' is not a whole number of seconds",
                id="half a second",
            ),
            pytest.param(
                timedelta(0),
                AmountError,
                "'0:00:00' is not open time, and so cannot be a business day",
                id="nothing",
            ),
            pytest.param(
                8,
                ArgumentTypeError,
                "business_day must be full_day, same_time, close_of_business or open time; "
                "got 8 (int)",
                id="a number",
            ),
        ],
    )
    def test_anything_else_is_refused(
        self, value: object, error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error) as caught:
            parse_meaning(value)
        assert str(caught.value) == message

    def test_shortest_day_is_a_second(self) -> None:
        assert parse_meaning("1 s") == parse_meaning(timedelta(seconds=1)) == Amount(seconds=1)
