"""What `slaclock report` and `slaclock replay` print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from slaclock.cli.output import heading, printable, show_instant, table
from slaclock.lengths import format_micros
from slaclock.matrices.model import Matrix
from slaclock.reports.figures.shares import share_text
from slaclock.reports.words import counted

__all__ = ["price_text", "summary_text", "what_if_text"]

MOST_GROUPS = 20
MOST_PERIODS = 12
"""How many periods of a goal are shown, the last ones."""


def summary_text(made: Any, written: list[Path]) -> str:
    """Return how a file was read, what was listed, and the attainment of each promise."""
    tickets = made.tickets
    lines = [heading(made.title)]
    listed = int(tickets.problems["rows"].sum())
    kind = (
        f" ({tickets.profile.title}{', recognised by its columns' if tickets.recognised else ''})"
    )
    lines.append(f"{tickets.file}{kind}: {counted(tickets.rows, 'row')}")
    lines.append(
        f"{counted(len(tickets.frame), 'ticket')}, {counted(listed, 'row')} listed as no ticket"
    )
    lines += _listed(tickets)
    lines.append(f"as of {show_instant(made.as_of)}, {made.zone}")
    if made.everything.later:
        later = counted(made.everything.later, "ticket")
        lines.append(f"  left out, as opened after that: {later}")
    lines += reading_lines(tickets.readings, (*tickets.notes, *made.verdicts.notes))
    lines += [f"{number:,} not judged: {text}" for text, number in made.verdicts.reasons.items()]
    text = "\n".join(printable(line) for line in lines)
    if not len(made.verdicts):
        return f"{text}\n\nno tickets to judge: attainment is n/a"
    done = _written(written)
    tables = [
        _attainment_table(made),
        *_goal_table(made),
        *_group_tables(made),
        *_comparison(made),
    ]
    tables += [
        "\n".join(f"{found.metric}: {sentence}" for sentence in found.sentences())
        for found in made.vendor
    ]
    if made.price is not None:
        tables.append(f"{heading('Unclear clauses')}\n{price_text(made.price)}")
    tables += _stories(made)
    shown = "\n\n".join(tables)
    return f"{text}\n\n{shown}{printable(done)}"


def _listed(tickets: Any) -> Iterator[str]:
    """Yield how many rows of each kind were listed, and the first of them with its reason."""
    firsts = tickets.problems.sort("row").unique("kind", keep="first", maintain_order=True)
    reasons = {one["kind"]: f"row {one['row']}: {one['detail']}" for one in firsts.to_dicts()}
    for kind, number in tickets.problem_counts().items():
        yield f"  {number:,} {kind}, {'the first is ' if number > 1 else ''}{reasons[kind]}"


def reading_lines(readings: Iterable[Any], notes: Iterable[str]) -> list[str]:
    """Return how columns of times were read, and what else is to be known of the reading."""
    lines = []
    for reading in readings:
        because = f", {reading.because}" if reading.because else ""
        told = f"read {reading.column} as {reading.format}{because}"
        lines.append(f"{told}: {counted(reading.values, 'value')}")
    return [*lines, *(f"note: {note}" for note in notes)]


def _attainment_table(made: Any) -> str:
    heads = ("promise", "attainment", "met", "breached", "running", "paused", "n/a", "unreadable")
    rows: list[tuple[str, ...]] = [heads]
    if not made.attainment.metrics:
        return "no promise is judged: attainment is n/a"
    for name in made.attainment.metrics:
        counts = made.counts(name)
        rows.append((name, counts.text(made.decimals), *(f"{number:,}" for number in counts)))
    return table(rows)


def _goal_table(made: Any) -> Iterator[str]:
    """Yield the goals of the contract, and what each comes to."""
    rows: list[tuple[str, ...]] = [("goal of the contract", "period", "share", "of", "outcome")]
    for result in made.goals:
        name = printable(result.goal.title or str(result.goal))
        if not result.periods:
            rows.append((name, "-", "n/a", "0", "not reached"))
        for period in result.periods[-MOST_PERIODS:]:
            when = f"{period.label or 'all'}{'' if period.is_over else ', so far'}"
            share = share_text(result.goal.share, period.met, period.decided)
            rows.append((name, when, share, f"{period.decided:,}", period.outcome))
    if len(rows) > 1:
        yield table(rows)


def _group_tables(made: Any) -> Iterator[str]:
    """Yield a table for each role or column by which the figures are broken down."""
    for grouping in made.groupings:
        rows: list[tuple[str, ...]] = [(grouping.name, "tickets")]
        rows[0] += tuple(part for name in made.attainment.metrics for part in (name, "of"))
        for group in grouping.groups[:MOST_GROUPS]:
            cells = [group.counts[name] for name in made.attainment.metrics]
            shares = (
                part for one in cells for part in (one.text(made.decimals), f"{one.decided:,}")
            )
            rows.append((group.value or "none", f"{group.tickets:,}", *shares))
        more = len(grouping.groups) - MOST_GROUPS
        yield table(rows) + (f"\nand {more:,} more; --json prints all" if more > 0 else "")


def _stories(made: Any) -> Iterator[str]:
    """Yield the ledgers of the tickets that were asked for."""
    for story in made.told():
        head = heading(f"{story.ticket_id}: {story.metric}")
        yield f"{head}\n{printable(story.ledger.to_text())}"


def _comparison(made: Any) -> Iterator[str]:
    """Yield what counts against the stretch before it, where a stretch was asked for."""
    found = made.comparison
    if found is None or made.choice.first is None or made.choice.end is None:
        return
    rows: list[tuple[str, ...]] = [("", found.now.label, found.before.label, "change")]
    tickets = (found.now.tickets, found.before.tickets)
    rows.append((f"tickets {made.choice.count_by}", *(f"{n:,}" for n in tickets), found.volume()))
    for name in made.attainment.metrics:
        both = (found.now.counts[name], found.before.counts[name])
        shares = (f"{one.text(made.decimals)} of {one.decided:,}" for one in both)
        rows.append((name, *shares, found.points(name, made.decimals)))
    yield table(rows)


def price_text(found: Any) -> str:
    """Return how many verdicts hang on each reading of each unclear clause."""
    rows: list[tuple[str, ...]] = [("reading", "verdicts", "to breached", "to met", "other")]
    for clause in found.clauses:
        rows.append((clause.clause, f"{clause.verdicts:,}", "", "", ""))
        for reading in clause.readings:
            total = reading.total
            numbers = (total.changed, total.to_breached, total.to_met, total.other)
            rows.append((f"  {reading.name}", *(f"{number:,}" for number in numbers)))
    return table(rows)


def what_if_text(what_if: Any, examples: int, written: Sequence[Path] = ()) -> str:
    """Return which verdicts change, and examples with both ledgers."""
    total = len(what_if.before)
    lines = [
        f"{counted(total, 'ticket')}, {counted(what_if.changed, 'changed verdict')}",
        f"before: {_named(what_if.before)}",
        f"after:  {_named(what_if.after)}",
        "",
        _changes_table(what_if),
    ]
    for example in what_if.examples(examples) if examples else ():
        lines += [
            "",
            heading(f"{example.ticket_id}: {example.metric}, {' -> '.join(example.states)}"),
        ]
        for word, story in zip(("before", "after"), example.stories, strict=True):
            lines += [f"{word}:", story.ledger.to_text() if story else "nothing is promised", ""]
    text = "\n".join(lines).rstrip()
    return printable(text + _written(written))


def _written(paths: Sequence[Path]) -> str:
    return "".join(f"\nwritten: {path}" for path in paths)


def _named(verdicts: Any) -> str:
    """Return the contract of verdicts; of a history, how many versions and the one in force."""
    matrix: Matrix = verdicts.matrix
    version = f" {matrix.version}" if matrix.version else ""
    others = len(verdicts.history) if verdicts.history is not None else 1
    more = f", the last of {others} versions" if others > 1 else ""
    return f"{matrix.id}{version} ({matrix.fingerprint()[:12]}){more}"


def _changes_table(what_if: Any) -> str:
    heads = (
        "promise",
        "plan",
        "priority",
        "tickets",
        "change",
        "verdicts",
        "attainment",
        "deadlines move",
    )
    rows: list[tuple[str, ...]] = [heads]
    moved = [cell for cell in what_if.cells if cell.moves]
    for cell in moved:
        data = cell.attainments
        plan = what_if.plan_of(cell, cell.before.plan, cell.after.plan)
        head = (cell.metric, plan, cell.before.priority or "none", f"{cell.tickets:,}")
        tail = (" -> ".join(data), _moves(cell.shift))
        changes = cell.changes or {("no change", ""): 0}
        for (old, new), number in changes.items():
            words = f"{old} -> {new}" if new else old
            rows.append((*head, words, f"{number:,}", *tail))
            head, tail = ("", "", "", ""), ("", "")
    same = len(what_if.cells) - len(moved)
    if not moved:
        return "nothing changes: no verdict, and no deadline moves"
    return table(rows) + (f"\nnothing changes in {same:,} others" if same else "")


def _moves(shift: tuple[int, int, int] | None) -> str:
    if shift is None:
        return ""
    texts = [f"{'+' if micros > 0 else ''}{format_micros(micros)}" for micros in shift]
    return texts[0] if texts[0] == texts[2] else f"{texts[0]} to {texts[2]}, median {texts[1]}"
