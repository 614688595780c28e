"""What columns, statuses and missing values are usually called."""

from __future__ import annotations

from pathlib import Path

from slaclock.reports.reading.names import likely_column
from tests.reports.reading.files import DAY, ids, read

HEADER = "ticket_id,opened_at,resolved_at,status\n"


def test_words_for_not_yet(tmp_path: Path) -> None:
    """Each stands for no resolution, not for a row to be left out."""
    words = [
        "-",
        "--",
        "\u2014",
        "#N/A",
        "(blank)",
        "nil",
        "Not resolved",
        "Unresolved",
        "?",
        "\\N",
    ]
    words += ["0000-00-00 00:00:00", "none", "NULL", " "]
    rows = "".join(f"{number},{DAY},{word},\n" for number, word in enumerate(words))
    found = read(tmp_path, HEADER + rows)
    assert len(ids(found)) == len(words)
    assert found.frame["resolved_at"].null_count() == len(words)
    assert found.notes[0].startswith("12 values of 'resolved_at' taken for no time: ")


def test_nested_names_are_known_by_their_inner_part() -> None:
    header = ["key", "fields.priority.name", "fields.created", "fields.resolutiondate", "a. time"]
    assert likely_column("priority", header) == "fields.priority.name"
    assert likely_column("opened_at", header) == "fields.created"
    assert likely_column("resolved_at", header) == "fields.resolutiondate"
    assert likely_column("at", ["a. time"]) is None
    # What stands outside is meant before what stands inside.
    assert likely_column("id", ["user.id", "id"]) == "id"


def test_name_of_another_role_is_no_slip() -> None:
    assert likely_column("agent", ["Source", "Other"]) is None
    assert likely_column("channel", ["Source", "Other"]) == "Source"
    assert likely_column("agent", ["Resouce", "Other"]) == "Resouce"
