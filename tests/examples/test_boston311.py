"""The Boston example on requests made up for it: what agrees, what is fitted, what is explained."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import environment

SCRIPT = Path(__file__).parents[2] / "examples" / "boston311" / "compare.py"
COLUMNS = "CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,TYPE\n"
# 2015-03-02 is a Monday; 16 February and 20 April are holidays of the city.
REQUESTS = COLUMNS + (
    "1,03/02/2015 10:00:00 AM,03/03/2015 10:00:00 AM,CE Collection\n"
    "2,03/06/2015 05:30:00 PM,03/10/2015 08:30:00 AM,CE Collection\n"
    "3,02/13/2015 12:00:00 PM,02/17/2015 12:00:45 PM,CE Collection\n"
    "4,03/02/2015 10:00:00 AM,03/04/2015 10:00:00 AM,CE Collection\n"
    "5,03/02/2015 10:00:00 AM,,CE Collection\n"
    "6,04/15/2015 09:15:00 AM,04/23/2015 09:15:00 AM,Equipment Repair\n"
    "7,03/02/2015 10:00:00 AM,03/05/2015 10:00:00 AM,Graffiti\n"
    "8,03/03/2015 10:00:00 AM,03/06/2015 10:00:00 AM,Graffiti\n"
    "9,03/04/2015 10:00:00 AM,03/13/2015 10:00:00 AM,Graffiti\n"
)


def compare(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(file), *options],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )


@pytest.fixture
def requests(tmp_path: Path) -> Path:
    """Return a file of nine requests."""
    file = tmp_path / "requests.csv"
    file.write_text(REQUESTS, encoding="utf-8")
    return file


def test_prints_the_share_that_agrees_for_each_type(requests: Path) -> None:
    done = compare(requests, "--explain", "0")
    assert done.stdout.splitlines() == [
        "CE Collection: 3 of 4 within a minute, 75.00 % (1 BD)",
        "Equipment Repair: 1 of 1 within a minute, 100.00 % (5 BD)",
        "Graffiti: 2 of 3 within a minute, 66.67 % (3 BD, fitted to these requests)",
    ]
    assert "1 requests without a deadline of the city's are left out" in done.stderr


def test_takes_a_number_of_days_for_a_type(requests: Path) -> None:
    done = compare(requests, "--explain", "0", "--days", "Graffiti=7")
    assert "Graffiti: 1 of 3 within a minute, 33.33 % (7 BD, as given)" in done.stdout


def test_explains_those_that_differ(requests: Path) -> None:
    explained = compare(requests).stdout
    assert "request 4, CE Collection, opened Mon 2015-03-02 10:00:00" in explained
    assert "city's Wed 2015-03-04 10:00:00, +24.00 h from ours, +8.50 h of it open" in explained
    assert "City service levels, CE Collection: resolution 1 BD" in explained
    assert "request 9, Graffiti, opened Wed 2015-03-04 10:00:00" in explained
