"""The account of a stretch of time: what counted, what was closed or paused, and why.

A ledger is made of rows that follow each other without a gap. What is counted must add up to
what was promised, to the microsecond, or the ledger is not made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, NamedTuple, Self

from slaclock.calendars.combined import Combinable
from slaclock.date_words import show_local
from slaclock.errors import LedgerError
from slaclock.instants import MICROSECOND, from_micros, parse_instant
from slaclock.lengths import format_micros, in_words, time_left
from slaclock.saved import reads_saved
from slaclock.spans import Span, Stretch, subtract
from slaclock.text_columns import html_table, in_columns
from slaclock.validation import INSTANT, MICROS, TEXT, object_schema, pydantic_field

__all__ = [
    "Ledger",
    "LedgerRow",
    "Stretch",
    "TeamTime",
    "account",
    "format_micros",
    "in_words",
    "stretches",
    "time_left",
]

_HEADINGS = ("from", "to", "what", "credited", "total")
_LENGTHS = (3, 4)


class TeamTime(NamedTuple):
    """How much of the time that counted was a team's; *team* is empty for nobody's."""

    team: str
    credited: timedelta

    def __str__(self) -> str:
        return f"{self.team or 'nobody'} {format_micros(self.credited // MICROSECOND)}"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of a ledger.

    Attributes:
        start: Where it begins, inclusive.
        end: Where it ends, exclusive; the same as *start* for what has no length.
        what: `counted`, `closed`, `paused`, `due`, or the name of an event.
        reason: Why it is closed or paused, or which part or season of a calendar was open;
            empty where there is nothing to say.
        credited: Open time counted in this row.
        total: Open time counted up to the end of this row.
        note: What a clock change did to a boundary of this row; usually empty.
    """

    start: datetime
    end: datetime
    what: str
    reason: str
    credited: timedelta
    total: timedelta
    note: str = ""

    def described(self) -> str:
        """Return what the row is, why, and its note, in one line."""
        text = f"{self.what}: {self.reason}" if self.reason else self.what
        return f"{text} ({self.note})" if self.note else text

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data; lengths in microseconds."""
        return {
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "what": self.what,
            "reason": self.reason,
            "credited_us": self.credited // MICROSECOND,
            "total_us": self.total // MICROSECOND,
            "note": self.note,
        }

    @classmethod
    @reads_saved("row", "LedgerRow.to_dict")
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the row that `to_dict` gave.

        Raises:
            ArgumentTypeError: It is not of that form.
            InstantError: An instant that is none.
        """
        return cls(
            start=parse_instant(data["from"]),
            end=parse_instant(data["to"]),
            what=str(data["what"]),
            reason=str(data["reason"]),
            credited=MICROSECOND * data["credited_us"],
            total=MICROSECOND * data["total_us"],
            note=str(data["note"]),
        )


@pydantic_field(
    lambda cls, value, _context: cls.from_dict(value),
    lambda ledger: ledger.to_dict(),
    lambda _cls: _schema(),
)
@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows of an account under a title; prints as a table.

    Attributes:
        title: What is accounted for.
        facts: Sentences that belong above the rows: the calendar, how a business day is meant.
        rows: In order, without gaps.
        teams: Whose the time was, adding up to the total; empty where no event says whose.
    """

    title: str
    facts: tuple[str, ...]
    rows: tuple[LedgerRow, ...]
    teams: tuple[TeamTime, ...] = ()

    @property
    def total(self) -> timedelta:
        """Return all open time counted."""
        return self.rows[-1].total if self.rows else timedelta(0)

    def to_text(self) -> str:
        """Return the ledger as a table of fixed columns, without a trailing newline."""
        lines = in_columns([_HEADINGS, *self._cells()], right=_LENGTHS)
        last = ["", self._teams_text()] if self.teams else []
        return "\n".join([self.title, *self.facts, "", *lines, *last])

    def to_markdown(self) -> str:
        """Return the ledger as a Markdown table."""
        head = "| " + " | ".join(_HEADINGS) + " |\n| --- | --- | --- | ---: | ---: |"
        rows = ["| " + " | ".join(map(_markdown, row)) + " |" for row in self._cells()]
        facts = [f"- {_markdown(fact)}" for fact in self.facts]
        last = ["", _markdown(self._teams_text())] if self.teams else []
        return "\n".join([f"**{_markdown(self.title)}**", "", *facts, "", head, *rows, *last])

    def to_html(self) -> str:
        """Return the ledger as an HTML table, with every text escaped."""
        rows = [_HEADINGS, *self._cells()]
        classes = [_css_class(row) for row in self.rows]
        above = (*self.facts, self._teams_text()) if self.teams else self.facts
        return html_table(self.title, above, rows, kind="ledger", classes=classes)

    def to_dict(self) -> dict[str, Any]:
        """Return the ledger as plain data; lengths in microseconds."""
        return {
            "title": self.title,
            "facts": list(self.facts),
            "rows": [row.to_dict() for row in self.rows],
            "total_us": self.total // MICROSECOND,
            **({"teams": [_plain_team(*time) for time in self.teams]} if self.teams else {}),
        }

    @classmethod
    @reads_saved("ledger", "Ledger.to_dict")
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the ledger that `to_dict` gave.

        Raises:
            ArgumentTypeError: It is not of that form.
            InstantError: An instant that is none.
        """
        rows = tuple(map(LedgerRow.from_dict, data["rows"]))
        given = ((one["team"], one["credited_us"]) for one in data.get("teams", ()))
        teams = tuple(TeamTime(str(team), MICROSECOND * micros) for team, micros in given)
        return cls(str(data["title"]), tuple(map(str, data["facts"])), rows, teams)

    def to_json(self) -> str:
        """Return the ledger as JSON text."""
        import json  # slow to load, and not needed for a deadline

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<Ledger {self.title}, {len(self.rows)} rows>"

    def _teams_text(self) -> str:
        return f"whose time it was: {', '.join(map(str, self.teams))}"

    def _cells(self) -> list[tuple[str, ...]]:
        return [
            (
                show_local(row.start),
                show_local(row.end) if row.end != row.start else "",
                row.described(),
                format_micros(row.credited // MICROSECOND) if row.credited else "",
                format_micros(row.total // MICROSECOND),
            )
            for row in self.rows
        ]


def stretches(
    calendar: Combinable, start: int, end: int, paused: Sequence[Stretch] = ()
) -> list[Stretch]:
    """Return `[start, end)` cut into what counts, what is closed and what is paused, in order.

    Args:
        calendar: When it is open.
        start: Microseconds since the epoch, UTC.
        end: The same; not before *start*.
        paused: Ordered, disjoint stretches in which the clock stands still, and why. Only
            where they overlap open time are they that; closed time stays closed.
    """
    pauses = [Span(held.start, held.end) for held in paused]
    found = [
        Stretch(*span, "counted", name)
        for part, name in calendar.open_parts(start, end)
        for span in subtract([part], pauses)
    ]
    for held in paused:
        overlap = calendar.spans(max(held.start, start), min(held.end, end))
        found += [Stretch(*span, held.what, held.reason) for span in overlap]
    found += [
        Stretch(closure.start, closure.end, "closed", str(closure))
        for closure in calendar.closures(start, end)
    ]
    return sorted(found)


def account(
    calendar: Combinable, parts: Iterable[Stretch], zone: tzinfo | None, *, expected: int
) -> tuple[LedgerRow, ...]:
    """Return the rows of *parts*, and check that they add up.

    Args:
        calendar: Whose clock changes are noted.
        parts: In order, without gaps.
        zone: The zone in which the rows show their times.
        expected: What is counted must come to this many microseconds.

    Raises:
        LedgerError: It does not.
    """
    parts = list(parts)
    notes = dict(calendar.clock_changes(parts[0].start, parts[-1].end)) if parts else {}
    # Most instants end one row and begin the next; each is shown once.
    instants = {instant for part in parts for instant in (part.start, part.end)}
    shown = _in_zone(instants, zone)
    local = shown if zone is calendar.zone else _in_zone(instants, calendar.zone)
    offsets = {instant: at.utcoffset() for instant, at in local.items()}
    rows: list[LedgerRow] = []
    total = nothing = timedelta(0)
    for part in parts:
        start, end, what, reason = part
        credited = MICROSECOND * (end - start) if what == "counted" else nothing
        total += credited
        note = _note(part, offsets, notes) if start != end else ""
        rows.append(LedgerRow(shown[start], shown[end], what, reason, credited, total, note))
    if total != MICROSECOND * expected:
        raise LedgerError(expected, total // MICROSECOND)
    return tuple(rows)


def _in_zone(instants: Iterable[int], zone: tzinfo | None) -> dict[int, datetime]:
    return {instant: from_micros(instant, zone) for instant in instants}


def _note(part: Stretch, offsets: Mapping[int, timedelta | None], notes: Mapping[int, str]) -> str:
    """Return what clock changes did to the boundaries of a row or within it."""
    before, after = offsets[part.start], offsets[part.end]
    if before == after and not notes:  # nearly always
        return ""
    found = []
    if part.what == "counted":
        found = [notes[at] for at in (part.start, part.end) if at in notes]
    if before is not None and after is not None and before != after:
        change = format_micros(abs(after - before) // MICROSECOND)
        found.append(f"clocks go {'forward' if after > before else 'back'} {change}")
    return "; ".join(found)


def _markdown(text: str) -> str:
    from html import escape

    escaped = escape(text, quote=False)
    for mark in "\\|*_`[]":
        escaped = escaped.replace(mark, f"\\{mark}")
    return " ".join(escaped.split())


def _plain_team(team: str, credited: timedelta) -> dict[str, Any]:
    return {"team": team, "credited_us": credited // MICROSECOND}


def _css_class(row: LedgerRow) -> str:
    return row.what if row.what in ("counted", "closed", "paused", "due") else "event"


def _schema() -> dict[str, Any]:
    row = {"from": INSTANT, "to": INSTANT, "what": TEXT, "reason": TEXT}
    row |= {"credited_us": MICROS, "total_us": MICROS, "note": TEXT}
    properties = {
        "title": TEXT,
        "facts": {"type": "array", "items": TEXT},
        "rows": {"type": "array", "items": object_schema("LedgerRow", row)},
        "total_us": MICROS,
    }
    team = object_schema("TeamTime", {"team": TEXT, "credited_us": MICROS})
    optional = {"teams": {"type": "array", "items": team}}
    return object_schema("Ledger", properties | optional, list(properties))
