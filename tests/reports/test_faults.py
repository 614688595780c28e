"""Files that once went wrong, through the command line: what is read, listed, judged, refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run

FAULTS = Path(__file__).parent / "faults"
BERLIN = ("-m", "sla.toml", "--plan", "gold", "--tz", "Europe/Berlin")
LATE = ("--as-of", "2026-12-01T00:00Z")
ALWAYS = ("-m", "m.toml", "--priority", "P1", "--as-of", "2026-06-01T00:00Z")
NETSUITE = ("--map", "id=caseNumber", "--map", "opened_at=incidentDate + incidentTime")
GERMAN = ("--encoding", "cp1252", "--map", "id=Ticketnummer", "--map", "opened_at=Erstellt")
GERMAN += ("--map", "resolved_at=Gelöst", "--map", "priority=Priorität")
STATUSES = ("--status", "closed=Closed,Deleted", "--status", "waiting=Pending")
LAST = ("--duplicates", "last")

READ = {
    # id: arguments, rows, tickets, verdicts of the resolution (met, breached, running, paused)
    "lost-rows": (("lost_rows.csv", *ALWAYS), 3, 2, None),
    "epoch": (
        ("epoch_ms_then_s.csv", *ALWAYS[:4], "--as-of", "2026-11-25T00:00Z"), 4, 2, (2, 0, 0, 0)
    ),
    "status": (("status_ignored.csv", *ALWAYS), 3, 3, (0, 1, 0, 0)),
    "status declared": (
        ("status_ignored.csv", *ALWAYS, *STATUSES),
        3, 3, (0, 0, 0, 1),
    ),
    "null-words": (("nulls.csv", *ALWAYS), 20, 20, (1, 19, 0, 0)),
    "dash": (("dash.csv", *BERLIN, "--as-of", "2026-11-30T18:00+01:00"), 2, 2, (1, 1, 0, 0)),
    "utf-16 named": (
        ("unicode.txt", *BERLIN, "--as-of", "2026-11-25T18:00+01:00", "--encoding", "utf-16"),
        3, 3, (1, 1, 1, 0),
    ),
    "utf-16 by its mark": (("utf16tab.txt", *ALWAYS), 1, 1, (1, 0, 0, 0)),
    "surrogate": (("surrogate.jsonl", *ALWAYS), 1, 0, None),
    "long-field": (("quoted_1500_lines.csv", *ALWAYS), 2, 2, None),
    "duplicate": (("dupid_diff.csv", *ALWAYS), 2, 1, (0, 1, 0, 0)),
    "duplicate, the last": (("dupid_diff.csv", *ALWAYS, *LAST), 2, 1, (1, 0, 0, 0)),
    "separator line": (("sepline.csv", *ALWAYS), 1, 1, (1, 0, 0, 0)),
    "quoted header": (("sep_hdr.csv", *ALWAYS), 1, 1, None),
    "json array": (("arr.jsonl", *ALWAYS), 1, 1, None),
    "js-date": (("jsdate.csv", "-m", "sla.toml", "--plan", "gold", *LATE), 3, 3, (1, 2, 0, 0)),
    "serial": (("serial.csv", *BERLIN, *LATE), 3, 3, (1, 2, 0, 0)),
    "split": (
        ("netsuite.csv", *BERLIN, *LATE, *NETSUITE, "--map", "resolved_at=closedDate + closedTime"),
        3, 3, (1, 2, 0, 0),
    ),
    "literals": (
        ("german.csv", *BERLIN, *LATE, *GERMAN, "--time-format", "%d.%m.%Y, %H:%M Uhr"),
        3, 3, (1, 2, 0, 0),
    ),
}  # fmt: skip

REFUSED = {
    "misspelt-map": (
        ("goal.csv", *ALWAYS, "--map", "resolved_at=resolvd", "--goal", "95"),
        "no column 'resolvd' for resolved_at, did you mean 'resolved_at'",
    ),
    "goal under 1 %": (("goal.csv", *ALWAYS, "--goal", "0.95"), "a goal of less than 1 %"),
    "crash: xlsx": (("bad.xlsx", *ALWAYS), "bad.xlsx: cannot be read: "),
    "crash: nested": (("nested.parquet", *ALWAYS), "is no time that can be recognised"),
    "crash: separator": (
        ("goal.csv", *ALWAYS, "--separator", "::"),
        "a separator is one character, such as ; or tab; got '::'",
    ),
    "two-digit": (
        ("twodigit_yfirst_dash.csv", *ALWAYS),
        "has a year of two digits, which may stand first or last",
    ),
    "mixed-order": (
        ("opened_dayfirst_resolved_monthfirst.csv", *ALWAYS, "--tz", "UTC"),
        "is day-first, as '24/05/2026 10:00', but column 'resolved_at' is month-first",
    ),
    "months": (("finnish.csv", *ALWAYS), "the word 'marraskuu', and names of months are read in"),
    "literals": (
        ("german.csv", *BERLIN, *LATE, *GERMAN),
        "say so with --time-format '%d.%m.%Y, %H:%M Uhr'",
    ),
    "midnight in silence": (
        ("netsuite.csv", *BERLIN, *LATE, *NETSUITE[:2], "--map", "opened_at=incidentDate"),
        "is a date without a time of day; if another column has the time, join them",
    ),
}


def report(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    monkeypatch.chdir(FAULTS)
    return run("report", *arguments)


@pytest.mark.parametrize(("arguments", "rows", "tickets", "verdicts"), READ.values(), ids=READ)
def test_read(
    arguments: tuple[str, ...],
    rows: int,
    tickets: int,
    verdicts: tuple[int, ...] | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, out, err = report(arguments, monkeypatch)
    assert code == 0, err
    lines = out.splitlines()
    assert f": {rows} row{'s'[: rows != 1]}" in lines[2]
    assert lines[3].startswith(f"{tickets} ticket{'s'[: tickets != 1]}, {rows - tickets} row")
    found = [line.split("  ") for line in lines if line.startswith("resolution ")]
    if verdicts is not None:
        counts = [int(word) for word in found[0] if word.strip().isdigit()]
        assert tuple(counts[:4]) == verdicts
    else:
        assert not found


@pytest.mark.parametrize(("arguments", "words"), REFUSED.values(), ids=REFUSED)
def test_refused(arguments: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, err = report(arguments, monkeypatch)
    assert code == 2
    assert words in err


def test_goal_with_nothing_decided_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, _ = report(("goal.csv", *ALWAYS, "--goal", "95"), monkeypatch)
    assert code == 1


def test_bulk_reads_them_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same options, and as many rows as the file has."""
    monkeypatch.chdir(FAULTS)
    dropped = {"--as-of", "--status", "--duplicates"}
    for arguments, rows, _, _ in READ.values():
        pairs = zip(arguments[1::2], arguments[2::2], strict=True)
        kept = [word for pair in pairs if pair[0] not in dropped for word in pair]
        ran = run("bulk", arguments[0], *kept, "-o", tmp_path / "out.jsonl")
        assert ran.code in (0, 1), ran.err
        assert len((tmp_path / "out.jsonl").read_text().splitlines()) == rows
