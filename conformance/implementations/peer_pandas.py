"""pandas, CustomBusinessHour: whole hours, with the same windows on every open day."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from conformance.implementations.hours import holidays_of, no_exceptions, same_every_day
from conformance.protocol import Cannot, Case, instant, serve

HOUR = 3600


def answer(case: Case) -> Any:
    if case["op"] not in {"add", "subtract"}:
        raise Cannot(f"it has no {case['op']}")
    no_exceptions(case)
    if case["seconds"] % HOUR:
        raise Cannot("parts of an hour")
    days, windows = same_every_day(case)
    offset = pd.offsets.CustomBusinessHour(
        n=int(case["seconds"]) // HOUR,
        start=[one.opens for one in windows],
        end=[one.closes for one in windows],
        weekmask="".join("1" if day in days else "0" for day in range(7)),
        holidays=holidays_of(case),
    )
    at = pd.Timestamp(instant(case["at"])).tz_convert(ZoneInfo(case["calendar"]["timezone"]))
    found = at + offset if case["op"] == "add" else at - offset
    return found.to_pydatetime()


if __name__ == "__main__":
    serve("pandas CustomBusinessHour", pd.__version__, answer)
