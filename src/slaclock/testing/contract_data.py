"""Whole contracts, drawn at random, as plain data.

A contract is the dictionary that `Matrix.model_validate` takes, and uses the whole format:
seasons, rotas, half days, calendars made of others; metrics of its own; targets as texts,
tables, lists and the first of several; plans that extend others; rules that choose; levels
that repeat. Every one that is drawn is valid. The logs of their tickets are in
`slaclock.testing.log_data`.

Nothing here knows slaclock: it is data alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

__all__ = ["CHANGES", "FIELDS", "REASONS", "Data", "contracts"]

Data = dict[str, Any]

ZONES = (
    "UTC",
    "America/New_York",
    "America/Santiago",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Auckland",
)
DAY = timedelta(days=1)
CHANGES = (
    date(2025, 3, 9),
    date(2025, 3, 30),
    date(2025, 4, 6),
    date(2025, 10, 26),
    date(2025, 11, 2),
    date(2025, 12, 31),
)
"""Dates on which clocks change in one of the zones, and the end of a year."""
MEANINGS = ("full_day", "same_time", "close_of_business", "7 h 30 min")
DATED = ("same_time", "close_of_business")
REASONS = ("customer", "fee", "part ordered")
OWN_METRICS: dict[str, Data] = {
    "update": {"starts": ["opened"], "completes": ["responded"], "repeats": "from_completion"},
    "rhythm": {"starts": ["opened"], "completes": ["responded"], "repeats": "from_deadline"},
    "owned": {"starts": ["opened", "assigned"], "completes": ["accepted"]},
    "cause": {"starts": ["resolved"], "completes": ["root_cause"]},
    "repair": {"starts": ["opened"], "completes": ["resolved"], "restarts": ["customer_replied"]},
}
BY_PLAN = ("first_response",)
BUILT_IN = ("response", "resolution", "next_response")
FIELDS: dict[str, list[Any]] = {
    "organisation": ["acme", "globex", None],
    "channel": ["phone", "mail"],
    "floor": [1, 2],
}
"""Fields of tickets that rules ask for, and their values."""


# --- calendars -----------------------------------------------------------------------------


windows = st.sampled_from(
    [
        ["09:00-17:00"],
        ["08:30-12:00", "13:00-17:15"],
        ["00:00-24:00"],
        ["22:00-06:00"],
        ["00:00-02:30", "12:00-20:00"],
    ]
)
spans = st.sampled_from(["mon-fri", "mon-sun", "sun-thu", "mon,wed,sat", "fri-mon"])


@st.composite
def week_hours(draw: st.DrawFn) -> Data:
    """Draw the hours of a week: every day alike, or one that differs."""
    week = {draw(spans): draw(windows)}
    if "mon-fri" in week and draw(st.booleans()):
        week = {"mon-thu": week["mon-fri"], "fri": ["09:00-13:07"]}
    return week


def dates_near(near: date, days: int = 20) -> st.SearchStrategy[str]:
    """Draw a date within some days of another, as text."""
    return st.integers(-days, days).map(lambda step: str(near + step * DAY))


@st.composite
def calendar_data(draw: st.DrawFn, near: date) -> Data:
    """Draw a calendar with hours of its own."""
    data: Data = {"timezone": draw(st.sampled_from(ZONES))}
    if draw(st.integers(0, 2)):
        data["hours"] = draw(week_hours())
    else:
        turns = draw(st.lists(week_hours(), min_size=2, max_size=3))
        data["rota"] = {"starts": draw(dates_near(near)), "weeks": turns}
    if draw(st.booleans()):
        first, length = draw(st.integers(-10, 10)), draw(st.integers(0, 20))
        ends = near + first * DAY, near + (first + length) * DAY
        season = {"from": str(ends[0]), "to": str(ends[1]), "hours": draw(week_hours())}
        data["seasons"] = [{**season, "reason": "Short days"}]
    holidays: list[Any] = []
    for day in draw(st.lists(dates_near(near), max_size=3, unique=True)):
        half = {"date": day, "name": "Half a day", "hours": ["09:00-12:30"]}
        holidays.append(draw(st.sampled_from([day, half])))
    if holidays:
        data["holidays"] = holidays
    taken = {one if isinstance(one, str) else one["date"] for one in holidays}
    opened = dates_near(near).filter(lambda day: day not in taken)
    if draw(st.booleans()):
        data["exceptions"] = draw(st.dictionaries(opened, windows, max_size=2))
    if draw(st.booleans()):
        data["observes_holidays"] = False
    return data


@st.composite
def calendars_near(draw: st.DrawFn, near: date) -> dict[str, Data]:
    """Draw calendars by name; some of them are made of others."""
    found = {f"c{number}": draw(calendar_data(near)) for number in range(draw(st.integers(1, 3)))}
    found["always"] = {
        "timezone": draw(st.sampled_from(ZONES)),
        "hours": {"mon-sun": ["00:00-24:00"]},
        "observes_holidays": False,
    }
    for number in range(draw(st.integers(0, 2))):
        names = draw(st.permutations(list(found)))[:3]
        # With "always" in it, a calendar of all or of what is left is open now and then.
        made: Data = {"any_of": names[:2]}
        if len(names) > 2 and draw(st.booleans()):
            made["minus"] = names[2:]
        rest = [name for name in names if name != "always"][:1]
        narrow: Data = {"all_of": ["always", *rest]}
        found[f"made{number}"] = draw(st.sampled_from([made, narrow]))
    if draw(st.booleans()) and len(found) > 2:
        found["c0"] = {**found["c0"], "minus": ["lunch"]}
        found["lunch"] = {"timezone": "UTC", "hours": {"mon-sun": ["12:00-13:00"]}}
    return found


# --- targets -------------------------------------------------------------------------------


open_amounts = st.one_of(
    st.sampled_from(["1 h", "4 h", "30 min", "8 h", "45 s", "1 h 7 min"]),
    st.integers(1, 3_000).map(lambda minutes: f"{minutes} min"),
)
business_days = st.integers(1, 4).map(lambda count: f"{count} BD")
CALENDAR_AMOUNTS = ("2 calendar days", "10 calendar days", "1 week", "1 month")
calendar_amounts = st.sampled_from(CALENDAR_AMOUNTS)
times_of_day = st.sampled_from(["00:00", "09:00", "12:30", "16:00", "24:00"])


def maybe(draw: st.DrawFn, chance: int = 3) -> bool:
    """Draw yes once in some times."""
    return draw(st.integers(1, chance)) == 1


@st.composite
def single_target(draw: st.DrawFn, calendars: list[str], *, is_strict: bool) -> Any:
    """Draw a target that is one amount: a text, or a table with what else it says."""
    within = draw(st.one_of(open_amounts, business_days, calendar_amounts))
    table: Data = {"within": f"< {within}" if is_strict else within}
    if maybe(draw):
        return table["within"]
    if maybe(draw):
        table["calendar"] = draw(st.sampled_from(calendars))
    if within.endswith("BD"):
        ways = [{}, {"by": draw(times_of_day)}, {"business_day": draw(st.sampled_from(MEANINGS))}]
        table |= draw(st.sampled_from(ways))
    elif within in CALENDAR_AMOUNTS and maybe(draw):
        table["by"] = draw(times_of_day)
    if names_date(table):
        table |= draw(said_of_dates(calendars))
    if table.get("counted_from") != "opened" and maybe(draw, 4):
        # The contract may count from the event, which such a target cannot.
        table["starts_in"] = draw(st.sampled_from(calendars))
        table |= {"counted_from": "start"} if names_date(table) else {}
    return table


def names_date(table: Data) -> bool:
    """Return whether a target names a date, by what it says itself."""
    is_dated = "by" in table or table.get("business_day") in DATED
    return is_dated or table["within"].removeprefix("< ") in CALENDAR_AMOUNTS


@st.composite
def said_of_dates(draw: st.DrawFn, calendars: list[str]) -> Data:
    """Draw what a target may say that names a date."""
    said: Data = {}
    if maybe(draw):
        said["cutoff"] = draw(st.sampled_from(["12:00", "< 15:30"]))
    if maybe(draw, 2):
        said["counted_from"] = draw(st.sampled_from(["start", "opened"]))
    if maybe(draw):
        said["lands_on"] = draw(st.sampled_from(calendars))
    return said


@st.composite
def pauses_of_target(draw: st.DrawFn) -> Any:
    """Draw what pauses do to a target, as far as any target takes it."""
    reasons = draw(st.lists(st.sampled_from(REASONS), min_size=1, max_size=2, unique=True))
    return draw(st.sampled_from([True, False, reasons, dict.fromkeys(reasons, "open_time")]))


@st.composite
def targets(draw: st.DrawFn, calendars: list[str]) -> Any:
    """Draw a target of any form."""
    is_strict = maybe(draw)
    single = single_target(calendars, is_strict=is_strict)
    form = draw(st.sampled_from(["one", "one", "one", "list", "first of", "agreed"]))
    if form == "agreed":
        found = draw(st.sampled_from([{}, as_table(draw(single))]))
        return {**found, "agreed": True}
    if form == "first of":
        made: Data = {"first_of": draw(st.lists(single, min_size=2, max_size=3))}
        return {**made, "pauses": draw(pauses_of_target())} if maybe(draw) else made
    if form == "list":
        either = st.booleans().flatmap(lambda one: single_target(calendars, is_strict=one))
        parts = [as_table(one) for one in draw(st.lists(either, min_size=2, max_size=3))]
        chosen = [{**part, "opened_in": draw(st.sampled_from(calendars))} for part in parts[:-1]]
        return [*chosen, parts[-1]]
    found = draw(single)
    return {**as_table(found), "pauses": draw(pauses_of_target())} if maybe(draw) else found


def as_table(target: Any) -> Data:
    """Return a target as a table."""
    return dict(target) if isinstance(target, dict) else {"within": target}


# --- contracts -----------------------------------------------------------------------------


@st.composite
def cells(draw: st.DrawFn, metrics: list[str], calendars: list[str]) -> Data:
    """Draw what is promised to one priority."""
    chosen = draw(st.lists(st.sampled_from(metrics), min_size=1, max_size=3, unique=True))
    cell: Data = {metric: draw(targets(calendars)) for metric in chosen}
    if maybe(draw, 4):
        cell["calendar"] = draw(st.sampled_from(calendars))
    if maybe(draw, 5):
        cell["business_day"] = draw(st.sampled_from(MEANINGS))
    return cell


@st.composite
def plans_of(
    draw: st.DrawFn, priorities: list[str], metrics: list[str], calendars: list[str]
) -> dict[str, Data]:
    """Draw plans by name; the second may extend the first."""
    found: dict[str, Data] = {}
    for name in ("lite", "gold")[: draw(st.integers(1, 2))]:
        plan: Data = {"calendar": draw(st.sampled_from(calendars))}
        if maybe(draw, 2):
            plan["first_response"] = draw(targets(calendars))
        named = draw(st.lists(st.sampled_from(priorities), min_size=1, unique=True))
        plan["targets"] = {one: draw(cells(metrics, calendars)) for one in named}
        if maybe(draw, 4):
            plan["targets"]["*"] = draw(cells(metrics, calendars))
        if found and maybe(draw, 2):
            plan = {"extends": "lite", "targets": plan["targets"]}
        found[name] = plan
    return found


@st.composite
def levels(draw: st.DrawFn, calendars: list[str], promised: list[str]) -> list[Data]:
    """Draw the levels of an escalation."""
    found: list[Data] = []
    for number in range(1, draw(st.integers(0, 3)) + 1):
        level: Data = {"level": number, "contact": f"Level {number}"}
        level["at"] = draw(st.sampled_from(["50 %", "100 %", "-30 min", "+2 h", "120 %"]))
        if maybe(draw):
            level["notify"] = draw(st.sampled_from(calendars))
        if maybe(draw):
            level["metric"] = draw(st.sampled_from(promised))
        if level["at"] in ("100 %", "+2 h") and maybe(draw, 2):
            level |= {"every": "2 h", "upto": "7 h"}
        found.append(level)
    return found


@st.composite
def goals(draw: st.DrawFn, plans: list[str], priorities: list[str], metrics: list[str]) -> Any:
    """Draw shares of the tickets that are to be met."""
    found: list[Data] = []
    for _ in range(draw(st.integers(0, 2))):
        goal: Data = {"metric": draw(st.sampled_from(metrics))}
        goal["share"] = draw(st.sampled_from(["90 %", "99.5 %", "100 %"]))
        if maybe(draw):
            goal["plan"] = draw(st.sampled_from([*plans, plans]))
        if maybe(draw):
            goal["priority"] = draw(st.sampled_from([*priorities, priorities]))
        if maybe(draw, 2):
            goal["per"] = draw(st.sampled_from(["day", "month", "quarter"]))
        if maybe(draw):
            goal["small"] = {"below": 40, "late": 2}
        found.append(goal)
    return found


@st.composite
def rules(draw: st.DrawFn, plans: list[str], priorities: list[str], calendars: list[str]) -> Any:
    """Draw rules that choose; the last one gives any ticket a plan."""
    found: list[Data] = []
    for _ in range(draw(st.integers(0, 2))):
        name = draw(st.sampled_from(list(FIELDS)))
        values = [value for value in FIELDS[name] if value is not None]
        when = {name: draw(st.sampled_from([values[0], values]))}
        given = {
            "plan": draw(st.sampled_from(plans)),
            "priority": draw(st.sampled_from(priorities)),
            "calendars": {draw(st.sampled_from(calendars)): draw(st.sampled_from(calendars))},
        }
        key = draw(st.sampled_from(list(given)))
        found.append({"when": when, key: given[key]})
    return [*found, {"plan": plans[0], "priority": priorities[0]}]


@st.composite
def contracts(draw: st.DrawFn, near: date | None = None) -> Data:
    """Draw a whole contract, as plain data.

    Args:
        draw: What Hypothesis draws with.
        near: A date near which it has holidays and seasons; None to draw one.
    """
    day = draw(st.sampled_from(CHANGES)) if near is None else near
    calendars = draw(calendars_near(day))
    names = list(calendars)
    own = {
        name: {**OWN_METRICS[name], "pauses": draw(st.sampled_from([True, False, ["customer"]]))}
        for name in draw(st.lists(st.sampled_from(list(OWN_METRICS)), max_size=3, unique=True))
    }
    metrics = [*BUILT_IN, *own]
    priorities = [f"P{number}" for number in range(1, draw(st.integers(1, 3)) + 1)]
    plans = draw(plans_of(priorities, metrics, names))
    data: Data = {
        "id": "drawn",
        "business_day": draw(st.sampled_from(MEANINGS)),
        "calendars": calendars,
        "priorities": {name: {} for name in priorities},
        "plans": plans,
        "pauses": draw(st.lists(st.sampled_from(BUILT_IN), unique=True)),
        "on_change": draw(st.sampled_from(["retroactive", "carry_elapsed", "restart"])),
        "on_reopen": draw(st.sampled_from(["resume", "restart", "ignore", "count_all"])),
        "escalation": draw(levels(names, metrics)),
    }
    optional: Data = {
        "metrics": own,
        "at_risk": draw(st.sampled_from([None, "75 %"])),
        "counted_from": draw(st.sampled_from([None, "start", "opened"])),
        "holidays": draw(st.lists(dates_near(day), max_size=1)),
        "choose": draw(rules(list(plans), priorities, names)) if maybe(draw, 2) else None,
        "goals": draw(goals(list(plans), priorities, metrics)),
    }
    return {**data, **{key: value for key, value in optional.items() if value}}
