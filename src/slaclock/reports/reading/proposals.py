"""What an unknown file may be: a proposal for each role, with the reason, and a profile to edit.

Nothing here is taken for the reading of tickets. A column is proposed by its name first and by
its values second; times that are no times, such as `4.5 h`, are not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import polars as pl

from slaclock.messages import shown
from slaclock.reports.reading.lines import ROW
from slaclock.reports.reading.names import (
    NOT_YET,
    NULLS,
    ROLE_NAMES,
    likely_column,
    likely_meaning,
    plain_name,
)
from slaclock.reports.reading.odd_characters import plain_text
from slaclock.reports.reading.profiles import (
    GROUP_ROLES,
    TIME_ROLES,
    Profile,
    load_profile,
    recognise,
)
from slaclock.reports.reading.tables import Form, open_table
from slaclock.reports.reading.time_columns import is_length
from slaclock.reports.reading.time_formats import propose

__all__ = ["Draft", "Pick", "draft_of", "propose_profile"]

MOST_ROWS = 20_000
MOST_STATUSES = 30
_JOIN = " + "
_LOOK_AT = 200
_MOST_ODD = 0.2
_MOST_ODD_NAMED = 0.5
"""How much of a column of times may be something else; more where its name says that it is one."""
_OFFSET = r"(?:[Zz]|[+-][0-9]{2}:?[0-9]{2}|UTC|GMT)\s*(?:\(.*\))?$|^[0-9]{10,16}$"
_DATE = (
    r"^(?:[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|[0-9]{1,2}[-/ ][A-Za-z]{3,9}[-/ ][0-9]{2,4})$"
)
_CLOCK = r"^[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[AaPp]\.?[Mm]\.?)?$"
_NO_ROWS = "a header, and no rows below it"
_NO_ZONE = "the times name no zone: whose clocks are they?"
_ROLES = ("id", "plan", "priority", *TIME_ROLES, "status", "link", *GROUP_ROLES)


_TIME_NAMES = frozenset(name for role in (*TIME_ROLES, "at") for name in ROLE_NAMES[role])


class Pick(NamedTuple):
    """The column that is proposed for a role, and why."""

    column: str
    why: str


@dataclass(frozen=True)
class Draft:
    """A proposal of how a file may be read.

    Attributes:
        file: Its name.
        picks: By role; of a log also `at` and `state`.
        is_log: Whether it has a row for each update of a ticket, not one for each ticket.
        states: The statuses, or the states of a log, with how often each stands there.
        needs_zone: Whether times carry no offset.
        needs_order: A date of which no value shows whether the day or the month is first.
        lengths: The columns that are called like a time and hold lengths of time, by role.
        known: Of a kind of export that is recognised: what it is, and which times it lacks.
        rows: How many rows were looked at.
    """

    file: str
    picks: dict[str, Pick]
    is_log: bool
    states: tuple[tuple[str, int], ...]
    needs_zone: bool
    needs_order: str | None
    lengths: dict[str, Pick] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    rows: int = 0

    def lines(self) -> list[str]:
        """Return the proposal in sentences, one a line."""
        kind = "a log, with a row for each update" if self.is_log else "one row for each ticket"
        found = list(self.known) or [f"looks like {kind}" if self.rows else _NO_ROWS]
        needed = ("id", "at", "state") if self.is_log else ("id", *TIME_ROLES)
        for role in (*needed, "priority", "plan", "status", *GROUP_ROLES):
            pick = self.picks.get(role)
            if pick is not None:
                found.append(f"{role}: {shown(pick.column)} ({pick.why})")
            elif role in needed and self.rows:
                found.append(f"{role}: {self._why_not(role)}")
        if "plan" not in self.picks:
            found.append("plan: no column names one; name one for all with --plan")
        if self.needs_zone:
            found.append(f"{_NO_ZONE} --tz ZONE")
        if self.needs_order is not None:
            found.append(f"{shown(self.needs_order)}: day or month first? --dates")
        if self.states:
            found.append(
                "statuses: " + ", ".join(f"{shown(word)} ({n:,})" for word, n in self.states)
            )
        return found

    def _why_not(self, role: str) -> str:
        gap = f"no {role}: "
        told = next((line for line in self.known if line.startswith(gap)), None)
        if told is not None:
            return told.removeprefix(gap)
        length = self.lengths.get(role)
        if length is None:
            return "no column looks like it"
        return f"{shown(length.column)} holds lengths of time, such as {length.why}, no instants"

    def to_dict(self) -> dict[str, object]:
        """Return the proposal as plain data."""
        return {
            "file": self.file,
            "is_log": self.is_log,
            "columns": {role: pick._asdict() for role, pick in self.picks.items()},
            "states": dict(self.states),
            "needs_zone": self.needs_zone,
            "needs_order": self.needs_order,
            "lengths": {role: pick.column for role, pick in self.lengths.items()},
            "known": list(self.known),
        }

    def to_toml(self) -> str:
        """Return a profile with what is proposed, to be edited."""
        return "\n".join(self._toml()) + "\n"

    def _toml(self) -> Iterator[str]:
        yield f"# How {_comment(self.file)} may be read. Look at every line: it is a proposal."
        for line in self.known:
            yield f"# {_comment(line)}"
        if not self.rows:
            yield f"# {_NO_ROWS}"
        yield f"title = {_quoted(self.file)}"
        if self.needs_zone:
            yield f'# timezone = "Europe/Berlin"  # {_NO_ZONE}'
        if self.needs_order is not None:
            odd = _comment(self.needs_order)
            yield f'# dates = "day-first"  # or "month-first": {odd} may be both'
        for role in ("plan", "priority"):
            if role not in self.picks:
                yield f'# {role} = "..."  # no column names one: the same for every ticket'
        yield ""
        yield "[columns]"
        for role in _ROLES:
            if self.is_log and role in (*TIME_ROLES, "status"):
                continue
            yield from self._column(role)
        yield from self._events() if self.is_log else self._statuses()

    def _column(self, role: str) -> Iterator[str]:
        pick = self.picks.get(role)
        if pick is not None:
            yield f"{role} = {_quoted(pick.column)}  # {_comment(pick.why)}"
        elif role in ("id", *TIME_ROLES):
            yield f'# {role} = "..."  # {_comment(self._why_not(role))}'

    def _statuses(self) -> Iterator[str]:
        if not self.states:
            return
        yield ""
        yield "[statuses]  # those that are not named are open"
        for meaning in ("waiting", "closed", "left_out"):
            yield self._rule(meaning, meaning)
        yield from self._seen()

    def _events(self) -> Iterator[str]:
        yield ""
        yield "[events]"
        for role in ("at", "state"):
            pick = self.picks.get(role, Pick("...", "no column looks like it"))
            value = f"[{_quoted(pick.column)}]" if role == "state" else _quoted(pick.column)
            yield f"{role} = {value}  # {_comment(pick.why)}"
        yield "# responded = { is = [] }  # the first such row is the answer to the customer"
        yield self._rule("paused", "waiting")
        yield self._rule("resolved", "closed")
        yield from self._seen()

    def _rule(self, name: str, meaning: str) -> str:
        words = [word for word, _ in self.states if likely_meaning(word) == meaning]
        return f"{name} = {{ is = [{', '.join(map(_quoted, words))}] }}"

    def _seen(self) -> Iterator[str]:
        yield "# " + _comment(", ".join(f"{word} ({number:,})" for word, number in self.states))


def propose_profile(
    path: str | Path | Sequence[str | Path],
    *,
    separator: str | None = None,
    encoding: str | None = None,
    header_row: int | None = None,
    sheet: str | None = None,
) -> Draft:
    """Return what a file may be, from its first rows; the arguments are as for `read_tickets`.

    Raises:
        TicketFileError: It cannot be read at all.
    """
    opened = open_table(path, Form(separator, encoding, header_row, sheet))
    names = recognise(opened.header)
    profile = load_profile(names[0]) if names else None
    return draft_of(opened.name, opened.read(opened.header).frame, profile)


def draft_of(file: str, frame: pl.DataFrame, profile: Profile | None = None) -> Draft:
    """Return what rows of texts may be, by the first of them, and by a profile that knows them."""
    frame = frame.drop(ROW, strict=False).head(MOST_ROWS)
    if len(frame.columns) > 1:  # the header may stand there again
        frame = frame.filter(~_is_header(frame))
    texts = frame.select(pl.all().cast(pl.String, strict=False).str.strip_chars())
    no_value = [*NULLS, *NOT_YET]
    texts = texts.select(pl.when(~pl.all().is_in(no_value)).then(pl.all()))
    texts = texts.with_columns(
        pl.concat_str(date, time, separator=" ").alias(f"{date} + {time}")
        for date, time in _pairs(texts)
    )
    times = [name for name in texts.columns if _holds_times(texts[name])]
    picks = _known_picks(profile, texts.columns)
    apart = {part for name in times if _JOIN in name for part in name.split(_JOIN)}
    others = [name for name in texts.columns if name not in (*times, *apart)]
    _pick(picks, "id", others, texts)
    is_log = _is_log(picks, texts, times)
    for role in ("at",) if is_log else TIME_ROLES:
        _pick_time(picks, role, times, texts)
    for role in ("priority", "plan", "state" if is_log else "status", "link", *GROUP_ROLES):
        taken = {pick.column for pick in picks.values()}
        _pick(picks, role, [name for name in others if name not in taken], texts)
    chosen = [picks[role].column for role in (*TIME_ROLES, "at") if role in picks]
    samples = [text for name in chosen for text in texts[name].drop_nulls().head(_LOOK_AT)]
    return Draft(
        file=file,
        picks=picks,
        is_log=is_log,
        states=_states(picks, texts),
        needs_zone=bool(samples) and not pl.Series(samples).str.contains(_OFFSET).all(),
        needs_order=_undecided(samples),
        lengths=_lengths(picks, texts),
        known=profile.first_sight() if profile is not None else (),
        rows=len(frame),
    )


def _is_header(frame: pl.DataFrame) -> pl.Expr:
    texts = (pl.col(name).cast(pl.String, strict=False) == name for name in frame.columns[:2])
    return pl.all_horizontal(texts).fill_null(value=False)


def _known_picks(profile: Profile | None, header: Sequence[str]) -> dict[str, Pick]:
    """Return the columns that a profile names, as far as they are there."""
    if profile is None:
        return {}
    folded = {name.casefold(): name for name in reversed(header)}
    found = {
        role: next((folded[name.casefold()] for name in names if name.casefold() in folded), None)
        for role, names in profile.columns.items()
        if role in _ROLES
    }
    if profile.events is not None:
        found["at"] = folded.get(profile.events.at.casefold())
    why = "as the profile says"
    return {role: Pick(name, why) for role, name in found.items() if name is not None}


def _lengths(picks: dict[str, Pick], texts: pl.DataFrame) -> dict[str, Pick]:
    """Return the columns that are called like a time and hold lengths of time."""
    found = {}
    for role in TIME_ROLES:
        column = likely_column(role, texts.columns) if role not in picks else None
        if column is None:
            continue
        sample = texts[column].drop_nulls().head(_LOOK_AT)
        if len(sample) and all(map(is_length, sample)):
            found[role] = Pick(column, shown(sample[0]))
    return found


def _pairs(texts: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield the columns of dates that have one of times of day beside them."""
    dates = [name for name in texts.columns if _are(_DATE, texts[name])]
    clocks = [name for name in texts.columns if _are(_CLOCK, texts[name])]
    for date in dates:
        stem = plain_name(date).replace("date", "").strip()
        for clock in clocks:
            if plain_name(clock).replace("time", "").strip() == stem:
                yield date, clock


def _are(pattern: str, texts: pl.Series) -> bool:
    sample = texts.drop_nulls().head(_LOOK_AT)
    return len(sample) > 0 and bool(sample.str.contains(pattern).all())


def _holds_times(texts: pl.Series) -> bool:
    sample = texts.drop_nulls().head(_LOOK_AT)
    odd = sum(not propose(plain_text(text)) for text in sample)
    most = _MOST_ODD_NAMED if plain_name(texts.name) in _TIME_NAMES else _MOST_ODD
    return len(sample) > 0 and odd <= most * len(sample)


def _pick(picks: dict[str, Pick], role: str, names: Sequence[str], texts: pl.DataFrame) -> None:
    if role in picks:
        return
    column = likely_column(role, names)
    why = "by its name"
    if column is None and role == "id":
        unique = [name for name in names if texts[name].n_unique() == len(texts) > 1]
        column, why = (unique[0], "every value stands once") if unique else (None, "")
    if column is not None:
        picks[role] = Pick(column, why)


def _pick_time(
    picks: dict[str, Pick], role: str, times: Sequence[str], texts: pl.DataFrame
) -> None:
    if role in picks:
        return
    taken = {pick.column for pick in picks.values()}
    free = [name for name in times if name not in taken]
    column = likely_column(role, [name.partition(_JOIN)[0] for name in free])
    if column is not None:
        whole = next(name for name in free if name.partition(_JOIN)[0] == column)
        why = "by its name; it holds times" if whole == column else "a date and a time of day"
        picks[role] = Pick(whole, why)
    elif role in ("opened_at", "at"):
        full = [name for name in free if not texts[name].null_count()]
        if full:
            picks[role] = Pick(full[0], "the first column of times that every row has")


def _is_log(picks: dict[str, Pick], texts: pl.DataFrame, times: Sequence[str]) -> bool:
    """Return whether tickets stand in several rows, with another time and state in each."""
    if "id" not in picks or not times or likely_column("state", texts.columns) is None:
        return False
    ids = texts[picks["id"].column].drop_nulls()
    return ids.n_unique() * 3 <= len(ids) * 2


def _states(picks: dict[str, Pick], texts: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    pick = picks.get("state") or picks.get("status")
    if pick is None:
        return ()
    counts = texts[pick.column].drop_nulls().value_counts(sort=True).head(MOST_STATUSES)
    return tuple((str(word), int(number)) for word, number in counts.iter_rows())


def _undecided(samples: Sequence[str]) -> str | None:
    """Return a date of the samples that may be day-first or month-first, if none decides it."""
    open_ones = [text for text in samples if len(propose(text)) > 1]
    if not open_ones:
        return None
    first = pl.Series(open_ones).str.extract_groups(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]")
    numbers = first.struct.unnest().cast(pl.Int16)
    return None if (numbers.max_horizontal() > 12).any() else open_ones[0]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _comment(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
