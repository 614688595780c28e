"""The examples about a ticket's clock print what was worked out by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import environment

EXAMPLES = Path(__file__).parents[2] / "examples"

REOPENED = """\
Fri 06 Mar 10:00  opened            running   due Mon 09 Mar 16:00
Fri 06 Mar 11:00  responded         running   due Mon 09 Mar 16:00
Fri 06 Mar 14:00  paused            paused    no deadline
Mon 09 Mar 10:00  resumed           running   due Tue 10 Mar 12:00
Mon 09 Mar 11:00  priority_changed  running   due Mon 09 Mar 14:00
Mon 09 Mar 12:00  resolved          met       due Mon 09 Mar 14:00
Tue 10 Mar 09:00  reopened          running   due Tue 10 Mar 11:00
Tue 10 Mar 13:00  resolved          breached  due Tue 10 Mar 11:00

first resolution: met after 6:00:00
in all: breached after 10:00:00, 2:00:00 late

gold, P1 Critical: resolution 8 h
"""
ESCALATIONS = """\
Fri 06 Mar 17:00  running, 0 % used
Fri 06 Mar 22:00  running, 50 % used
                  tell the Support specialist: 50 % at Fri 22:00
Sat 07 Mar 01:00  running, at risk, 80 % used
Sat 07 Mar 02:00  running, at risk, 90 % used
Sat 07 Mar 03:00  breached, 100 % used
Sat 07 Mar 07:00  breached, 140 % used
Mon 09 Mar 09:00  breached, 640 % used
                  tell the Support manager: -1 h at Sat 02:00
                  tell the CTO: +4 h at Sat 07:00
"""


@pytest.mark.parametrize(
    ("name", "begins"),
    [("reopened_ticket.py", REOPENED), ("escalations.py", ESCALATIONS)],
    ids=["reopened ticket", "escalations"],
)
def test_example_prints_what_becomes_of_the_ticket(name: str, begins: str) -> None:
    result = subprocess.run(
        [sys.executable, str(EXAMPLES / name)],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    assert result.stdout.startswith(begins)
