"""Deadlines in business days, in each of the meanings that a business day can have.

- `full_day`: a full support day of open time, counted from where the clock starts.
- `same_time`: the same local time, that many business days on.
- `close_of_business`: the closing time of that business day.
- an amount of open time, such as `8 h`: every business day is that much.

A matrix that counts in business days must say which it means; there is no default. Each
meaning is a small class with its rule and its words. `MEANINGS` is the register of those that
have a name; an engine that answers for many tickets keeps its own form of each under the same
name, and takes it by `rule_for`, which refuses a meaning that the engine does not have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal, TypeVar

from slaclock.calendars.day_meanings import (
    DATED_MEANINGS,
    CloseOfBusiness,
    DatedMeaning,
    DayMeaning,
    DueRule,
    FixedLength,
    FullDay,
    SameTime,
    ShareMeaning,
)
from slaclock.calendars.day_shares import DayCount, DayCounted
from slaclock.durations import Amount, parse_amount
from slaclock.errors import AmountError, ArgumentTypeError, UnknownNameError
from slaclock.messages import did_you_mean

__all__ = [
    "MEANINGS",
    "CloseOfBusiness",
    "DatedMeaning",
    "DayCount",
    "DayCounted",
    "DayMeaning",
    "DueRule",
    "FixedLength",
    "FullDay",
    "Meaning",
    "SameTime",
    "ShareMeaning",
    "meaning_named",
    "parse_meaning",
    "rule_for",
]

Meaning = Literal["full_day", "same_time", "close_of_business"] | Amount
"""What a data file can say that a business day is."""
RuleT = TypeVar("RuleT")
_AT_THE_END = r"(?i)(end|clos|cob|eob|eod)"


MEANINGS: dict[str, DayMeaning] = {
    meaning.name: meaning for meaning in (FullDay(), *DATED_MEANINGS)
}
"""The meanings that have a name, by it."""


def parse_meaning(value: object) -> Meaning:
    """Return what a business day is said to be.

    >>> parse_meaning("full_day"), parse_meaning("8 h")
    ('full_day', Amount(seconds=28800, business_days=0))

    Args:
        value: One of the names; or an amount of open time: text, `timedelta` or `Amount`.

    Raises:
        AmountError: None of these.
        ArgumentTypeError: Not text, `timedelta` or `Amount`.
    """
    if isinstance(value, str) and value in MEANINGS:
        return value  # type: ignore[return-value]
    amount = value
    if isinstance(value, str):
        amount = _amount_of(value)
    if isinstance(value, timedelta):
        amount = Amount(seconds=value // timedelta(seconds=1))
        if timedelta(seconds=amount.seconds) != value:
            raise AmountError(str(value), "is not a whole number of seconds")
    if not isinstance(amount, Amount):
        raise ArgumentTypeError("business_day", value, f"{', '.join(MEANINGS)} or open time")
    if amount.seconds <= 0:
        raise AmountError(str(value), "is not open time, and so cannot be a business day")
    return amount


def meaning_named(value: str | Amount | DayMeaning) -> DayMeaning:
    """Return the meaning that a data file names.

    >>> meaning_named("full_day").words
    'a full support day of open time'

    Raises:
        UnknownNameError: No such meaning.
    """
    if isinstance(value, DayMeaning):
        return value
    if isinstance(value, Amount):
        return FixedLength(value)
    return rule_for(MEANINGS, value)


def rule_for(rules: Mapping[str, RuleT], meaning: str | DueRule) -> RuleT:
    """Return what *rules*, the register of an engine, has for a meaning.

    Raises:
        UnknownNameError: The engine does not have that meaning. It must not take another.
    """
    name = meaning if isinstance(meaning, str) else meaning.name
    if name not in rules:
        raise UnknownNameError("business-day meaning", name, rules)
    return rules[name]


def _amount_of(text: str) -> Amount:
    try:
        return parse_amount(text)
    except AmountError as error:
        name = CloseOfBusiness.name if re.match(_AT_THE_END, text) else text
        hint = did_you_mean(name, MEANINGS)
        problem = (
            f"is not what a business day can be; {hint}"
            f"write {', '.join(MEANINGS)}, or open time such as '8 h' ({error})"
        )
        raise AmountError(text, problem) from None
