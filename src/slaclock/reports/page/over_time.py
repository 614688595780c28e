"""What the page says of time: attainment by period, hours of the week, time used of the target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slaclock.date_words import WEEKDAYS
from slaclock.reports.figures.attainment import ALL, PERCENTILES, Lateness, Use
from slaclock.reports.figures.verdicts import main_calendar
from slaclock.reports.page.charts import (
    Axes,
    attainment_chart,
    floor_of,
    hours_chart,
    most_used,
    use_chart,
    width_of,
)
from slaclock.reports.page.sheet import Sheet
from slaclock.reports.words import in_sentence, length_text

__all__ = ["hour_values", "period_values", "use_values"]


def period_values(sheet: Sheet) -> dict[str, Any]:
    """Return the attainment by period, as charts with the same axes and as a table.

    One period alone says no more than the cards, and has no chart.
    """
    report, periods = sheet.report, sheet.report.attainment.periods
    places = range(len(periods.periods))
    counts = {
        name: [report.counts(name, period=place) for place in places] for name in sheet.metrics
    }
    every = [entry for entries in counts.values() for entry in entries]
    most = max((entry.decided for entry in every), default=0)
    shown = [name for name in sheet.metrics if any(entry.decided for entry in counts[name])]
    axes = Axes(floor_of(every, report.goal), most, report.goal, width_of(len(shown)))
    charts = [
        sheet.figure(chart, " of ".join(sheet.share(report.counts(name))[:2]))
        for name in (shown if len(places) > 1 else ())
        if (chart := attainment_chart(sheet.title(name), periods, counts[name], axes)) is not None
    ]
    rows = [
        {
            "label": period.label,
            "shares": [sheet.share(counts[name][place]) for name in sheet.metrics],
        }
        for place, period in enumerate(periods.periods)
    ]
    return {"over_time": charts, "most_decided": f"{most:,}", "periods": rows}


def hour_values(sheet: Sheet) -> dict[str, Any]:
    """Return when tickets were opened and deadlines passed, by hour of the week."""
    report, hours = sheet.report, sheet.report.attainment.hours
    name, calendar = main_calendar(report.verdicts)
    windows = _week(calendar.content()["hours"]) if calendar.zone == report.zone else []
    told = [("Tickets opened", hours.opened, "met")]
    told += [
        (f"Missed: {in_sentence(sheet.title(metric))}", numbers, "breached")
        for metric, numbers in hours.breached.items()
    ]
    width = width_of(len(told))
    return {
        "windows_of": f"the calendar “{name}”" if windows else "",
        "hours": [
            sheet.figure(hours_chart(title, numbers, windows, colour, width), _sums(numbers))
            for title, numbers, colour in told
        ],
        "hour_tables": [
            {
                "title": title,
                "rows": [
                    (day, [f"{number:,}" for number in numbers[24 * place : 24 * place + 24]])
                    for place, day in enumerate(WEEKDAYS)
                ],
            }
            for title, numbers, _ in told
        ],
    }


def use_values(sheet: Sheet) -> dict[str, Any]:
    """Return how much of the target was used, and how late what is breached was."""
    found = sheet.report.attainment
    uses = {name: found.use[name, ALL] for name in sheet.metrics}
    shown = [name for name in sheet.metrics if uses[name].completed]
    most, width = most_used(uses.values()), width_of(len(shown))
    charts = [
        sheet.figure(chart, f"{uses[name].completed:,} completed")
        for name in shown
        if (chart := use_chart(sheet.title(name), uses[name], most, width)) is not None
    ]
    return {
        "used": charts,
        "percentiles": [f"p{percent}" for percent in PERCENTILES],
        "use_rows": [
            {
                "name": sheet.title(name),
                "cells": list(_use_cells(uses[name], found.lateness[name, ALL])),
            }
            for name in sheet.metrics
        ],
    }


def _sums(numbers: tuple[int, ...]) -> str:
    return f"{sum(numbers):,}, up to {max(numbers):,} an hour" if any(numbers) else "0"


def _use_cells(use: Use, late: Lateness) -> Iterator[str]:
    yield f"{use.completed:,}"
    used = use.percentiles or (None,) * len(PERCENTILES)
    for length in (*used, late.median, late.median_wall, late.most, late.most_wall):
        yield length_text(length)


def _week(hours: dict[str, list[str]]) -> list[tuple[int, float, float]]:
    """Return the support windows of a week: weekday, opening and closing in hours."""
    found = []
    for weekday, name in enumerate(WEEKDAYS):
        for text in hours.get(name.lower(), ()):
            start, end = (_clock(part) for part in text.split("-"))
            if end > start:
                found.append((weekday, start, end))
            else:
                found += [(weekday, start, 24.0), ((weekday + 1) % 7, 0.0, end)]
    return [entry for entry in found if entry[2] > entry[1]]


def _clock(text: str) -> float:
    hour, minute, *second = (int(part) for part in text.split(":"))
    return hour + minute / 60 + (second[0] / 3600 if second else 0)
