"""The grammar of amounts: `30 min`, `1 h 30 min`, `5 business days`, `8 weeks`, `PT8H`, `< 16 h`.

An amount is open time in whole seconds, business days (the matrix says what one is), or calendar
days, weeks or months. Bare days are refused, since they may mean each of the three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from operator import gt
from typing import Any, NamedTuple

from slaclock.errors import AmountError, ArgumentTypeError
from slaclock.instants import MICROSECOND, SECOND
from slaclock.likely import likely_amount, no_text
from slaclock.messages import did_you_mean
from slaclock.validation import TEXT, pydantic_field

__all__ = [
    "NOTHING",
    "Amount",
    "Limit",
    "Offset",
    "open_micros",
    "parse_amount",
    "parse_at_risk",
    "parse_limit",
    "parse_offset",
    "parse_share",
]

MOST_SECONDS = 36_525 * 86_400
"""A hundred years."""
MOST_BUSINESS_DAYS = 36_525
MOST_IN_CALENDAR = (36_525, 5_217, 1_200)
LONGEST_TEXT = 64
MOST_AT_RISK = 99

AMOUNT_PATTERN = r"^\s*([Nn][Bb][Dd]|[Pp][Tt][0-9HhMmSs]+|[0-9][0-9. a-zA-Z]*[a-zA-Z])\s*$"
"""The form alone: a number, then at last a unit. What a unit is, `parse_amount` says."""

LIMIT_PATTERN = r"^\s*(<=?)?\s*" + AMOUNT_PATTERN.removeprefix(r"^\s*")
"""The same, with a comparison before it."""

_SECONDS = {"s": 1, "min": 60, "h": 3600}
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("business hour", "business hours", "bh"), "h"),
    **dict.fromkeys(("working hour", "working hours"), "h"),
    **dict.fromkeys(("bd", "bds", "business day", "business days"), "business days"),
    **dict.fromkeys(("working day", "working days"), "business days"),
    **dict.fromkeys(("calendar day", "calendar days"), "calendar days"),
    **dict.fromkeys(("week", "weeks", "calendar week", "calendar weeks"), "weeks"),
    **dict.fromkeys(("month", "months", "calendar month", "calendar months"), "months"),
}
_FIELDS = {
    "business days": "business_days",
    "calendar days": "calendar_days",
    "weeks": "weeks",
    "months": "months",
}
_REFUSED = {
    **dict.fromkeys(
        ("d", "day", "days"),
        "could mean 24 hours or a business day; write '24 h' or '1 BD'",
    ),
    "w": "is no unit; write 'weeks'",
    "mo": "is no unit; write 'months'",
    **dict.fromkeys(("y", "year", "years"), "is no unit; write '12 months'"),
    "m": "could mean minutes or months; write 'min' or 'months'",
    "": "has no unit; write one, such as '4 h', '30 min' or '1 BD'",
}
_NO_AMOUNT = "is not an amount; write it like '8 h', '30 min' or '1 BD'"
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)[ ]?([a-z]*(?:[ ][a-z]+)?)[ ]?")
_ISO = r"PT(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?"
_ISO_DATES = r"P(?:[0-9]+[YMWD])+(?:T.*)?"
_CLOCK = r"[0-9]{1,2}(?::[0-9]{2}){1,2}"
_IS_NO_DAY = r"(?i)0 ?(?:bds?|business days?|working days?)"
_SHARE = r"([0-9]{1,4})[ ]?%"


@pydantic_field(
    lambda _cls, value, _context: parse_amount(value), str, lambda _cls: _schema(AMOUNT_PATTERN)
)
@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of open time, of business days, or of the calendar: of one kind, never of two.

    >>> str(Amount(seconds=5400)), str(Amount(business_days=2)), str(Amount(weeks=8))
    ('1 h 30 min', '2 BD', '8 weeks')

    Attributes:
        seconds: Whole seconds of open time; 0 when something else is meant.
        business_days: Whole business days; 0 when something else is meant. If all are 0, the
            amount is `0 BD`: the same day, which only a promise with a time of day allows.
        calendar_days: Days of the calendar, open or not; 0 when something else is meant.
        weeks: The same in weeks.
        months: The same in months, whose last day stands for days that a month does not have.

    As a type of a pydantic model it is text, read by `parse_amount`, or an `Amount`.
    """

    seconds: int = 0
    business_days: int = 0
    calendar_days: int = 0
    weeks: int = 0
    months: int = 0

    @property
    def micros(self) -> int:
        """Return the open time in microseconds; 0 for anything else."""
        return self.seconds * SECOND

    @property
    def is_calendar(self) -> bool:
        """Return whether it is counted in calendar days, weeks or months."""
        return any(self._in_calendar)

    def __repr__(self) -> str:
        own = ("calendar_days", "weeks", "months")
        names = ("seconds", "business_days", *(name for name in own if getattr(self, name)))
        return f"Amount({', '.join(f'{name}={getattr(self, name)}' for name in names)})"

    def __str__(self) -> str:
        if not self.seconds:
            return self._days_text()
        hours, rest = divmod(self.seconds, 3600)
        minutes, seconds = divmod(rest, 60)
        parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
        return " ".join(f"{number} {unit}" for number, unit in parts if number)

    def _days_text(self) -> str:
        for number, unit in zip(self._in_calendar, ("calendar day", "week", "month"), strict=True):
            if number:
                return f"{number} {unit}{'s' if number > 1 else ''}"
        return f"{self.business_days} BD"

    @property
    def _in_calendar(self) -> tuple[int, int, int]:
        return self.calendar_days, self.weeks, self.months


@pydantic_field(
    lambda _cls, value, _context: parse_limit(value), str, lambda _cls: _schema(LIMIT_PATTERN)
)
class Limit(NamedTuple):
    """An amount and how it bounds: strictly (`<`), or up to and including (`<=`)."""

    amount: Amount
    strict: bool

    def __str__(self) -> str:
        return f"< {self.amount}" if self.strict else str(self.amount)


def parse_limit(text: object, *, same_day: bool = False) -> Limit:
    """Return the amount of a text that may begin with `<` or `<=`.

    Arguments are those of `parse_amount`.

    >>> parse_limit("< 16 h")
    Limit(amount=Amount(seconds=57600, business_days=0), strict=True)

    Raises:
        AmountError: As for `parse_amount`.
    """
    if not isinstance(text, str):
        raise AmountError(text, no_text(text))
    bare = text.strip()
    if not bare.startswith("<"):
        return Limit(parse_amount(text, same_day=same_day), strict=False)
    amount = parse_amount(bare.removeprefix("<").removeprefix("="), same_day=same_day)
    return Limit(amount, strict=not bare.startswith("<="))


def parse_amount(text: object, *, same_day: bool = False) -> Amount:
    """Return the amount that a text names.

    Units are s, min, h and BD, and their English names; larger units come first. A decimal
    is taken if it comes to whole seconds: `1.5 h`, `0.1 h`. `NBD` is `1 BD`. Calendar days,
    weeks and months are written out and stand alone: `30 calendar days`, `8 weeks`, `1 month`.

    >>> parse_amount("1 h 30 min"), parse_amount("PT8H")
    (Amount(seconds=5400, business_days=0), Amount(seconds=28800, business_days=0))
    >>> parse_amount("8 weeks")
    Amount(seconds=0, business_days=0, weeks=8)

    Args:
        text: The text.
        same_day: Whether `0 BD` is taken, as it is beside a time of day.

    Raises:
        AmountError: Not text; no or an unknown unit; bare days or years; zero, negative, more
            than 100 years, or not whole seconds.
    """
    if not isinstance(text, str):
        raise AmountError(text, no_text(text))
    if len(text) > LONGEST_TEXT:
        raise AmountError(text, f"is too long for an amount; at most {LONGEST_TEXT} characters")
    bare = " ".join(text.split())
    _refuse_other_forms(text, bare)
    if bare.upper() == "NBD":
        bare = "1 BD"
    amount = _parse_iso(text, bare) if bare[:1] in ("P", "p") else _parse_parts(text, bare)
    if amount.seconds > MOST_SECONDS or amount.business_days > MOST_BUSINESS_DAYS:
        raise AmountError(text, "is more than the limit of 100 years (876600 h, 36525 BD)")
    if any(map(gt, amount._in_calendar, MOST_IN_CALENDAR)):
        limit = "36525 calendar days, 5217 weeks, 1200 months"
        raise AmountError(text, f"is more than the limit of 100 years ({limit})")
    if amount == NOTHING and not (same_day and re.fullmatch(_IS_NO_DAY, bare)):
        raise AmountError(text, f"is zero; an amount must be positive{_same_day_hint(bare)}")
    return amount


def _same_day_hint(bare: str) -> str:
    hint = "; 0 BD is the same day, which needs a time: { within = '0 BD', by = '17:00' }"
    return hint if re.fullmatch(_IS_NO_DAY, bare) else ""


NOTHING = Amount()
"""`0 BD`."""


class Offset(NamedTuple):
    """A point on the way to a deadline: a share of the target, or an amount before or after it.

    Attributes:
        percent: Share of the target in whole percent, or None.
        amount: Distance from the deadline, or None.
        before: Whether *amount* lies before the deadline.
    """

    percent: int | None = None
    amount: Amount | None = None
    before: bool = False

    def __str__(self) -> str:
        if self.amount is None:
            return f"{self.percent} %"
        return f"{'-' if self.before else '+'}{self.amount}"


def parse_offset(text: object) -> Offset:
    """Return the offset of a text such as `50 %`, `-1 h`, `+4 h` or `+1 BD`.

    Raises:
        AmountError: None of these; a share of zero; an amount without a sign.
    """
    bare = text.strip() if isinstance(text, str) else ""
    if bare.endswith("%"):
        return Offset(percent=parse_share(text))
    if bare[:1] not in ("-", "+"):
        problem = "is not a point of a target; write a share such as '50 %', or '-1 h', '+4 h'"
        raise AmountError(text, problem)
    amount = parse_amount(bare[1:])
    if amount.is_calendar:
        problem = "counts in the calendar; before and after a deadline count open time or BD"
        raise AmountError(text, problem)
    return Offset(amount=amount, before=bare[0] == "-")


def parse_share(text: object) -> int:
    """Return the whole percent of a text such as `80 %`, from 1 to 9999.

    Raises:
        AmountError: Not text of that form, or zero.
    """
    match = re.fullmatch(_SHARE, text.strip()) if isinstance(text, str) else None
    if match is None or not int(match[1]):
        raise AmountError(text, "is not a share of a target; write it like '80 %'")
    return int(match[1])


def parse_at_risk(text: object) -> int:
    """Return the share of a target from which it is at risk, from 1 to 99 percent.

    Raises:
        AmountError: As for `parse_share`; or 100 % and more, when nothing is left to lose.
    """
    percent = parse_share(text)
    if percent > MOST_AT_RISK:
        raise AmountError(text, "is never at risk: it is used up; write a share from 1 % to 99 %")
    return percent


def open_micros(amount: timedelta | Amount | str, name: str = "amount") -> int:
    """Return an amount of open time in microseconds, for the calendar's questions.

    Args:
        amount: A `timedelta` of whole seconds, zero or more; an `Amount`; or text.
        name: What the caller calls it, for the error.

    Raises:
        AmountError: Negative, not whole seconds, over 100 years, or business days.
        ArgumentTypeError: A bare number, or any other type.
    """
    if isinstance(amount, str):
        amount = parse_amount(amount)
    if isinstance(amount, Amount):
        if amount.business_days:
            raise AmountError(str(amount), "is business days; use add_business_days")
        if not amount.seconds:
            raise AmountError(str(amount), "is not open time; write it like '8 h'")
        return amount.micros
    if not isinstance(amount, timedelta):
        raise ArgumentTypeError(name, amount, "a timedelta or text such as '8 h'")
    if getattr(amount, "nanoseconds", 0):  # of pandas; the integer below would lose them
        raise AmountError(str(amount), "is not a whole number of seconds")
    micros: int = amount // MICROSECOND
    if micros < 0:
        raise AmountError(_seconds_text(micros), "is negative; an amount must be positive")
    if micros % SECOND:
        raise AmountError(_seconds_text(micros), "is not a whole number of seconds")
    if micros > MOST_SECONDS * SECOND:
        raise AmountError(_seconds_text(micros), f"is more than the limit of {MOST_SECONDS} s")
    return micros


def _seconds_text(micros: int) -> str:
    sign, (seconds, rest) = "-" if micros < 0 else "", divmod(abs(micros), SECOND)
    return f"{sign}{seconds}{f'.{rest:06}'.rstrip('0') if rest else ''} s"


def _refuse_other_forms(text: str, bare: str) -> None:
    if hint := likely_amount(bare):
        raise AmountError(text, f"{_NO_AMOUNT}{hint}")
    if "-" in bare:
        raise AmountError(text, "is negative; an amount must be positive")
    if ":" in bare and re.fullmatch(_CLOCK, bare):
        problem = "could mean a time of day or a length; write it with units, such as '4 h'"
        raise AmountError(text, problem)


def _parse_iso(text: str, bare: str) -> Amount:
    match = re.fullmatch(_ISO, bare.upper())
    if match and any(match.groups()):
        hours, minutes, seconds = (int(group or 0) for group in match.groups())
        return Amount(seconds=hours * 3600 + minutes * 60 + seconds)
    if re.fullmatch(_ISO_DATES, bare.upper()):
        problem = (
            "counts days, weeks, months or years, which have no fixed length in open time; "
            "write PT24H, '1 BD', '30 calendar days', '8 weeks' or '1 month'"
        )
        raise AmountError(text, problem)
    raise AmountError(text, "is not an ISO 8601 duration; write it like PT8H or PT1H30M")


def _parse_parts(text: str, bare: str) -> Amount:
    seconds = position = 0
    days: dict[str, int] = {}
    smallest: int | None = None
    while position < len(bare):
        part = _PART.match(bare.lower(), position)
        if part is None:
            raise AmountError(text, _NO_AMOUNT)
        # After hours `m` can only be minutes; alone it could be months.
        unit = "min" if part[2] == "m" and smallest == 3600 else _unit(text, part[2])
        size = _SECONDS.get(unit, 0)
        if smallest is not None and not 0 < size < smallest:
            problem = "mixes or repeats units; write the larger first, and days of any kind alone"
            raise AmountError(text, problem)
        smallest = size
        if size:
            seconds += _times(text, part[1], size, "seconds")
        else:
            days[_FIELDS[unit]] = _times(text, part[1], 1, unit)
        position = part.end()
    return Amount(seconds, **days)


def _unit(text: str, word: str) -> str:
    if word in _REFUSED:
        raise AmountError(text, _REFUSED[word])
    if word not in _UNITS:
        units = "s, min, h, BD, calendar days, weeks, months"
        hint = did_you_mean(word, _UNITS)
        raise AmountError(text, f"has an unknown unit {word!r}; {hint}units: {units}")
    return _UNITS[word]


def _times(text: str, number: str, size: int, units: str) -> int:
    """Return the decimal *number* times *size*, exactly."""
    whole, _, decimals = number.partition(".")
    product, rest = divmod(int(whole + decimals) * size, int("1" + "0" * len(decimals)))
    if rest:
        raise AmountError(text, f"does not come to whole {units}")
    return product


def _schema(pattern: str) -> dict[str, Any]:
    return {**TEXT, "pattern": pattern, "examples": ["4 h", "1 BD", "PT8H"]}
