"""Promises that name a date, of every kind: for the tests of the rule and of its steps."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from slaclock import Calendar
from slaclock.day_times import parse_cutoff, parse_time_of_day
from slaclock.durations import parse_amount
from slaclock.matrices.promises import Promise

SHORT_WEEK = {"timezone": "Europe/Paris", "hours": {"tue-thu": ["10:00-16:00"]}}
"""What a deadline lands on."""

Words = dict[str, Any]
"""A promise as a data file says it: `within`, `business_day`, `by` and so on."""


def promise(words: Words) -> Promise:
    """Return the promise of words; `lands_on` is a calendar as data."""
    by, cutoff, lands_on = (words.get(key) for key in ("by", "cutoff", "lands_on"))
    return Promise.of(
        parse_amount(words["within"], same_day=True),
        words.get("business_day"),
        by=None if by is None else parse_time_of_day(by),
        cutoff=None if cutoff is None else parse_cutoff(cutoff),
        counted_from=words.get("counted_from"),
        lands_on=None if lands_on is None else Calendar.model_validate(lands_on),
    )


FORMS: dict[str, Words] = {
    "by": {"within": "1 BD", "by": "16:00"},
    "by, late cutoff": {"within": "2 BD", "by": "09:00", "cutoff": "24:00"},
    "by, early cutoff": {"within": "1 BD", "by": "17:30:30", "cutoff": "< 12:00"},
    "end of day": {"within": "2 BD", "by": "24:00"},
    "same day": {"within": "0 BD", "by": "16:00"},
    "same day, early cutoff": {"within": "0 BD", "by": "24:00", "cutoff": "< 13:00"},
    "same time, cutoff": {"within": "1 BD", "business_day": "same_time", "cutoff": "12:00"},
    "closing, cutoff": {"within": "3 BD", "business_day": "close_of_business", "cutoff": "12:00"},
    "closing of the same day": {"within": "0 BD", "business_day": "close_of_business"},
    "closing of the same day, cutoff": {
        "within": "0 BD",
        "business_day": "close_of_business",
        "cutoff": "12:00",
    },
    "30 calendar days": {"within": "30 calendar days"},
    "1 calendar day, cutoff": {"within": "1 calendar day", "cutoff": "14:15"},
    "8 weeks by": {"within": "8 weeks", "by": "24:00"},
    "1 month": {"within": "1 month"},
    "1 month, lands": {"within": "1 month", "lands_on": SHORT_WEEK},
    "1 week by, lands": {"within": "1 week", "by": "12:00", "lands_on": SHORT_WEEK},
    "same time, lands": {"within": "1 BD", "business_day": "same_time", "lands_on": SHORT_WEEK},
    "closing, lands": {
        "within": "1 BD",
        "business_day": "close_of_business",
        "lands_on": SHORT_WEEK,
    },
}
"""Promises that count from the start, by what is special about them."""
FORMS |= {
    f"{name}, opened": {**words, "counted_from": "opened"}
    for name, words in {
        **FORMS,
        "same time": {"within": "2 BD", "business_day": "same_time"},
        "closing": {"within": "2 BD", "business_day": "close_of_business"},
    }.items()
}

times = st.one_of(
    st.sampled_from(["00:00", "00:30", "02:30", "12:00", "16:00", "24:00"]),
    st.builds(lambda at: f"{at // 60:02}:{at % 60:02}", st.integers(0, 1440)),
)


@st.composite
def any_words(draw: st.DrawFn) -> Words:
    """Draw the words of a promise that names a date."""
    unit = draw(st.sampled_from(["BD", "calendar days", "weeks", "months"]))
    words: Words = {"counted_from": draw(st.sampled_from(["start", "opened"]))}
    has_by = draw(st.booleans())
    count = draw(st.integers(0 if has_by and unit == "BD" else 1, 6))
    words["within"] = f"{count} {unit}"
    if has_by:
        words["by"] = draw(times)
    elif unit == "BD":
        words["business_day"] = draw(st.sampled_from(["same_time", "close_of_business"]))
    if draw(st.booleans()):
        latest = words["by"] if count == 0 else "24:00"
        cutoff = min(draw(times), latest)
        words["cutoff"] = draw(st.sampled_from(["", "< "])) + cutoff
    if draw(st.integers(0, 3)) == 0:
        words["lands_on"] = SHORT_WEEK
    return words
