"""The grammar of amounts: what is read, exactly, and what is refused and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import TypeAdapter, ValidationError

from slaclock.durations import (
    NOTHING,
    Amount,
    Limit,
    Offset,
    open_micros,
    parse_amount,
    parse_at_risk,
    parse_limit,
    parse_offset,
    parse_share,
)
from slaclock.errors import AmountError, ArgumentTypeError


class TestParseAmount:
    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("45 s", 45),
            ("45s", 45),
            ("1 sec", 1),
            ("2 seconds", 2),
            ("30 min", 1800),
            ("30 Minutes", 1800),
            ("8 h", 28_800),
            ("8 hrs", 28_800),
            ("16 business hours", 57_600),
            ("16 working hours", 57_600),
            ("4 bh", 14_400),
            ("1 business hour", 3600),
            ("1 h 30 min", 5400),
            ("1h30min", 5400),
            ("1h30m", 5400),
            ("1 h 30 m", 5400),
            ("  1 h   30 min  15 s ", 5415),
            ("1.5 h", 5400),
            ("0.1 h", 360),
            ("0.5 min", 30),
            ("PT8H", 28_800),
            ("pt1h30m", 5400),
            ("PT90M", 5400),
            ("PT1H1M1S", 3661),
            ("876600 h", 36_525 * 86_400),
        ],
    )
    def test_open_time(self, text: str, seconds: int) -> None:
        assert parse_amount(text) == Amount(seconds=seconds)

    @pytest.mark.parametrize(
        ("text", "days"),
        [
            ("1 BD", 1),
            ("2bd", 2),
            ("5 business days", 5),
            ("1 Business Day", 1),
            ("36525 BD", 36_525),
            ("NBD", 1),
            (" nbd ", 1),
            ("5 working days", 5),
            ("1 Working Day", 1),
        ],
    )
    def test_business_days(self, text: str, days: int) -> None:
        assert parse_amount(text) == Amount(business_days=days)

    @pytest.mark.parametrize(
        ("text", "amount", "shown"),
        [
            ("30 calendar days", Amount(calendar_days=30), "30 calendar days"),
            ("1 Calendar Day", Amount(calendar_days=1), "1 calendar day"),
            ("8 weeks", Amount(weeks=8), "8 weeks"),
            ("1week", Amount(weeks=1), "1 week"),
            ("2 calendar weeks", Amount(weeks=2), "2 weeks"),
            ("1 calendar month", Amount(months=1), "1 month"),
            ("1 month", Amount(months=1), "1 month"),
            ("1200 months", Amount(months=1200), "1200 months"),
        ],
    )
    def test_calendar(self, text: str, amount: Amount, shown: str) -> None:
        assert parse_amount(text) == amount
        assert str(amount) == shown
        assert amount.is_calendar
        assert amount.micros == 0

    @pytest.mark.parametrize("text", ["0 BD", "0bd", "0 business days", " 0 Working Days "])
    def test_same_day_where_it_is_asked_for(self, text: str) -> None:
        assert parse_amount(text, same_day=True) == NOTHING == Amount()
        assert parse_limit(f"< {text}", same_day=True) == Limit(NOTHING, strict=True)
        assert str(NOTHING) == "0 BD"
        assert not NOTHING.is_calendar
        with pytest.raises(AmountError, match="is the same day, which needs a time"):
            parse_amount(text)

    def test_other_zeros_are_no_same_day(self) -> None:
        with pytest.raises(AmountError, match=r"^'0 h' is zero; an amount must be positive$"):
            parse_amount("0 h", same_day=True)

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("1 d", "'1 d' could mean 24 hours or a business day; write '24 h' or '1 BD'"),
            ("2 days", "'2 days' could mean 24 hours or a business day; write '24 h' or '1 BD'"),
            ("1 w", "'1 w' is no unit; write 'weeks'"),
            ("1 mo", "'1 mo' is no unit; write 'months'"),
            ("1 year", "'1 year' is no unit; write '12 months'"),
            ("3 m", "'3 m' could mean minutes or months; write 'min' or 'months'"),
            ("4", "'4' has no unit; write one, such as '4 h', '30 min' or '1 BD'"),
            (
                "4 hous",
                (
                    "'4 hous' has an unknown unit 'hous'; did you mean 'hours'? "
                    "units: s, min, h, BD, calendar days, weeks, months"
                ),
            ),
            (
                "0 BD",
                (
                    "'0 BD' is zero; an amount must be positive; 0 BD is the same day, which "
                    "needs a time: { within = '0 BD', by = '17:00' }"
                ),
            ),
            ("0 weeks", "'0 weeks' is zero; an amount must be positive"),
            ("1.5 months", "'1.5 months' does not come to whole months"),
            (
                "2 months 1 week",
                (
                    "'2 months 1 week' mixes or repeats units; write the larger first, and days of "
                    "any kind alone"
                ),
            ),
            *(
                (
                    text,
                    (
                        f"'{text}' is more than the limit of 100 years (36525 calendar days, 5217 "
                        "weeks, 1200 months)"
                    ),
                )
                for text in ("36526 calendar days", "5218 weeks", "1201 months")
            ),
            ("0 h", "'0 h' is zero; an amount must be positive"),
            ("PT0S", "'PT0S' is zero; an amount must be positive"),
            ("", "'' is not an amount; write it like '8 h', '30 min' or '1 BD'; it is empty"),
            (
                "４ h",
                (
                    "'４ h' is not an amount; write it like '8 h', '30 min' or '1 BD'; "
                    "its digits are not 0 to 9: write '4 h'"
                ),
            ),
            (
                "1,5 h",
                (
                    "'1,5 h' is not an amount; write it like '8 h', '30 min' or '1 BD'; "
                    "a decimal point is a full stop: '1.5 h'"
                ),
            ),
            ("-4 h", "'-4 h' is negative; an amount must be positive"),
            (
                "08:00",
                "'08:00' could mean a time of day or a length; write it with units, such as '4 h'",
            ),
            (
                "30 min 1 h",
                (
                    "'30 min 1 h' mixes or repeats units; write the larger first, and days of any "
                    "kind alone"
                ),
            ),
            (
                "1 h 1 h",
                (
                    "'1 h 1 h' mixes or repeats units; write the larger first, and days of any "
                    "kind alone"
                ),
            ),
            (
                "1 BD 4 h",
                (
                    "'1 BD 4 h' mixes or repeats units; write the larger first, and days of any "
                    "kind alone"
                ),
            ),
            (
                "4 h 1 BD",
                (
                    "'4 h 1 BD' mixes or repeats units; write the larger first, and days of any "
                    "kind alone"
                ),
            ),
            ("0.0001 h", "'0.0001 h' does not come to whole seconds"),
            ("1.5 BD", "'1.5 BD' does not come to whole business days"),
            ("876601 h", "'876601 h' is more than the limit of 100 years (876600 h, 36525 BD)"),
            ("36526 BD", "'36526 BD' is more than the limit of 100 years (876600 h, 36525 BD)"),
            ("soon", "'soon' is not an amount; write it like '8 h', '30 min' or '1 BD'"),
            ("4 h!", "'4 h!' is not an amount; write it like '8 h', '30 min' or '1 BD'"),
            (
                "P1D",
                (
                    "'P1D' counts days, weeks, months or years, which have no fixed length in open "
                    "time; write PT24H, '1 BD', '30 calendar days', '8 weeks' or '1 month'"
                ),
            ),
            ("PT", "'PT' is not an ISO 8601 duration; write it like PT8H or PT1H30M"),
            ("PT1.5H", "'PT1.5H' is not an ISO 8601 duration; write it like PT8H or PT1H30M"),
            (4, "4 is a number without a unit; write text such as '4 h', '30 min' or '1 BD'"),
            (4.5, "4.5 is a number without a unit; write text such as '4 h', '30 min' or '1 BD'"),
            (True, "True is a boolean; write an amount such as '4 h'"),
            (float("nan"), "nan is not a number; write an amount such as '4 h'"),
            (float("-inf"), "-inf is infinite; write an amount such as '4 h'"),
            (None, "None is no amount (NoneType); write text such as '4 h'"),
        ],
    )
    def test_refusal_names_value_and_remedy(self, value: Any, message: str) -> None:
        with pytest.raises(AmountError) as caught:
            parse_amount(value)
        assert str(caught.value) == message

    def test_long_text_is_refused_unread(self) -> None:
        with pytest.raises(AmountError, match="is too long for an amount; at most 64 ") as caught:
            parse_amount("1 h" + " " * 62)
        assert caught.value.value == "1 h" + " " * 62
        assert parse_amount("1 h" + " " * 61) == Amount(seconds=3600)


class TestAmount:
    @pytest.mark.parametrize(
        ("amount", "text"),
        [
            (Amount(seconds=45), "45 s"),
            (Amount(seconds=3600), "1 h"),
            (Amount(seconds=5415), "1 h 30 min 15 s"),
            (Amount(business_days=2), "2 BD"),
            (Amount(calendar_days=1), "1 calendar day"),
            (Amount(weeks=8), "8 weeks"),
        ],
    )
    def test_text_is_read_back(self, amount: Amount, text: str) -> None:
        assert str(amount) == text
        assert parse_amount(text) == amount

    def test_open_time_in_microseconds(self) -> None:
        assert Amount(seconds=2).micros == 2_000_000
        assert Amount(business_days=2).micros == 0

    def test_as_a_type_of_pydantic_it_is_text(self) -> None:
        adapter = TypeAdapter(Amount)
        assert adapter.validate_python("4 h") == Amount(seconds=14_400)
        assert adapter.validate_python(Amount(business_days=1)) == Amount(business_days=1)
        assert adapter.validate_json('"1 BD"') == Amount(business_days=1)
        assert adapter.dump_python(Amount(seconds=5400), mode="json") == "1 h 30 min"
        assert adapter.json_schema()["type"] == "string"

    @pytest.mark.parametrize("value", [{"seconds": -5, "business_days": 3}, 4, None, "4", "-4 h"])
    def test_as_a_type_of_pydantic_it_refuses_what_is_no_amount(self, value: object) -> None:
        with pytest.raises(ValidationError):
            TypeAdapter(Amount).validate_python(value)


class TestParseLimit:
    @pytest.mark.parametrize(
        ("text", "strict", "shown"),
        [
            ("8 h", False, "8 h"),
            ("< 8 h", True, "< 8 h"),
            (" <8h", True, "< 8 h"),
            ("<= 8 h", False, "8 h"),
            ("<=8h", False, "8 h"),
        ],
    )
    def test_sign_says_whether_the_limit_is_strict(
        self, text: str, strict: bool, shown: str
    ) -> None:
        assert parse_limit(text) == Limit(Amount(seconds=28_800), strict)
        assert str(parse_limit(text)) == shown

    def test_same_day_needs_no_sign(self) -> None:
        assert parse_limit("0 BD", same_day=True) == Limit(NOTHING, strict=False)
        with pytest.raises(AmountError, match="is the same day, which needs a time"):
            parse_limit("0 BD")

    @pytest.mark.parametrize("value", ["> 8 h", "<< 8 h", "<", 8])
    def test_anything_else_is_refused(self, value: Any) -> None:
        with pytest.raises(AmountError):
            parse_limit(value)

    def test_number_without_a_unit_is_named(self) -> None:
        with pytest.raises(AmountError) as caught:
            parse_limit(8)
        assert str(caught.value) == (
            "8 is a number without a unit; write text such as '4 h', '30 min' or '1 BD'"
        )


class TestRepr:
    def test_only_what_is_meant(self) -> None:
        assert repr(Amount(seconds=5)) == "Amount(seconds=5, business_days=0)"
        assert repr(Amount(months=1)) == "Amount(seconds=0, business_days=0, months=1)"


class TestParseOffset:
    def test_calendar_is_refused(self) -> None:
        with pytest.raises(AmountError) as caught:
            parse_offset("-1 week")
        assert str(caught.value) == (
            "'-1 week' counts in the calendar; before and after a deadline count open time or BD"
        )

    @pytest.mark.parametrize(
        ("text", "offset", "shown"),
        [
            ("50 %", Offset(percent=50), "50 %"),
            (" 150% ", Offset(percent=150), "150 %"),
            ("-1 h", Offset(amount=Amount(seconds=3600), before=True), "-1 h"),
            ("+ 1 BD", Offset(amount=Amount(business_days=1)), "+1 BD"),
        ],
    )
    def test_moment_round_a_deadline(self, text: str, offset: Offset, shown: str) -> None:
        assert parse_offset(text) == offset
        assert str(offset) == shown

    @pytest.mark.parametrize("value", ["1 h", "", "0 %", "half", "-", "--1 h", 50, None])
    def test_anything_else_is_refused(self, value: Any) -> None:
        with pytest.raises(AmountError):
            parse_offset(value)

    @pytest.mark.parametrize("value", ["1 h", "", 50])
    def test_refusal_shows_the_three_forms(self, value: Any) -> None:
        with pytest.raises(AmountError) as caught:
            parse_offset(value)
        assert str(caught.value) == (
            f"{value!r} is not a point of a target; write a share such as '50 %', or '-1 h', '+4 h'"
        )


class TestParseShare:
    @pytest.mark.parametrize(("text", "share"), [("80 %", 80), ("1%", 1), ("9999 %", 9999)])
    def test_share_in_percent(self, text: str, share: int) -> None:
        assert parse_share(text) == share

    @pytest.mark.parametrize("value", ["0 %", "80", "0.8", "12345 %", "8.5 %", 80])
    def test_anything_else_is_refused(self, value: Any) -> None:
        with pytest.raises(AmountError) as caught:
            parse_share(value)
        assert str(caught.value) == (f"{value!r} is not a share of a target; write it like '80 %'")


class TestOpenMicros:
    @pytest.mark.parametrize(
        ("amount", "shown"),
        [("8 weeks", "8 weeks"), (Amount(months=1), "1 month"), (NOTHING, "0 BD")],
    )
    def test_other_amounts_are_refused(self, amount: Any, shown: str) -> None:
        with pytest.raises(AmountError) as caught:
            open_micros(amount)
        assert str(caught.value) == f"'{shown}' is not open time; write it like '8 h'"

    @pytest.mark.parametrize(
        ("amount", "micros"),
        [
            (timedelta(0), 0),
            (timedelta(hours=8), 28_800_000_000),
            (timedelta(days=36_525), 36_525 * 86_400_000_000),
            ("8 h", 28_800_000_000),
            (Amount(seconds=1), 1_000_000),
            (pd.Timedelta(hours=8), 28_800_000_000),
        ],
    )
    def test_length_in_microseconds(self, amount: Any, micros: int) -> None:
        assert open_micros(amount) == micros

    @pytest.mark.parametrize(
        ("amount", "message"),
        [
            (timedelta(seconds=-1), "'-1 s' is negative; an amount must be positive"),
            (timedelta(microseconds=1), "'0.000001 s' is not a whole number of seconds"),
            (timedelta(seconds=1.5), "'1.5 s' is not a whole number of seconds"),
            (
                timedelta(days=36_525, seconds=1),
                "'3155760001 s' is more than the limit of 3155760000 s",
            ),
            ("1 BD", "'1 BD' is business days; use add_business_days"),
            (Amount(business_days=1), "'1 BD' is business days; use add_business_days"),
            (
                pd.Timedelta(1, "ns"),
                "'0 days 00:00:00.000000001' is not a whole number of seconds",
            ),
            (timedelta(seconds=-1.5), "'-1.5 s' is negative; an amount must be positive"),
        ],
    )
    def test_refused_amounts(self, amount: Any, message: str) -> None:
        with pytest.raises(AmountError) as caught:
            open_micros(amount)
        assert str(caught.value) == message

    @pytest.mark.parametrize("amount", [8, 8.0, None, np.timedelta64(8, "h"), pd.NaT])
    def test_other_types(self, amount: Any) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            open_micros(amount, "budget")
        assert str(caught.value).startswith(
            "budget must be a timedelta or text such as '8 h'; got "
        )
        assert caught.value.args[1] is amount


class TestParseAtRisk:
    @pytest.mark.parametrize(("text", "percent"), [("1 %", 1), ("80%", 80), ("99 %", 99)])
    def test_share_below_the_whole_is_read(self, text: str, percent: int) -> None:
        assert parse_at_risk(text) == percent

    @pytest.mark.parametrize("text", ["100 %", "120 %", "9999 %"])
    def test_share_that_is_used_up_is_refused(self, text: str) -> None:
        with pytest.raises(AmountError) as caught:
            parse_at_risk(text)
        assert str(caught.value) == (
            f"{text!r} is never at risk: it is used up; write a share from 1 % to 99 %"
        )

    @pytest.mark.parametrize("text", ["0 %", "-1 %", "0.5 %", "80", 80])
    def test_what_is_no_share_is_refused(self, text: object) -> None:
        with pytest.raises(AmountError, match="is not a share of a target"):
            parse_at_risk(text)
