"""The story of one ticket."""

from __future__ import annotations

import pytest

from slaclock.errors import UnknownNameError
from slaclock.reports import Report


def test_story_of_an_unknown_ticket_is_refused(made: Report) -> None:
    with pytest.raises(UnknownNameError, match="unknown ticket 'Z'"):
        made.story("Z")


def test_story_of_what_is_not_promised_is_refused(made: Report) -> None:
    with pytest.raises(UnknownNameError, match="unknown metric 'resolution'"):
        made.story("G")
    with pytest.raises(UnknownNameError, match="unknown priority 'P9'"):
        made.story("E")
