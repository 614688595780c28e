"""From a table of text to tickets: every row in one place, and what the columns mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock.errors import LedgerError
from slaclock.reports.reading import readers
from tests.reports.reading.files import DAY, read


def test_rows_that_do_not_add_up_stop_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "in_order", lambda frame, listing: frame.head(1))
    with pytest.raises(LedgerError, match="adds up to 1 rows, but 2 were to be accounted for"):
        read(tmp_path, f"ticket_id,opened_at\n1,{DAY}\n2,{DAY}\n")
