"""All figures of a report together."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock.errors import UnknownNameError
from slaclock.reports import Report
from tests.reports import small


def test_decimals_are_enough_to_tell_a_share_from_the_goal(tmp_path: Path) -> None:
    assert [small.report(tmp_path, goal=goal).decimals for goal in (None, "95", "99.95")] == [
        1,
        1,
        2,
    ]


def test_stories_asked_for_are_told_in_order(tmp_path: Path) -> None:
    told = small.report(tmp_path, stories=["B", "G"]).told()
    assert [(story.ticket_id, story.metric, story.status) for story in told] == [
        ("B", "resolution", "breached"),
        ("G", "first_response", "met"),
    ]


def test_story_of_no_ticket_is_refused(made: Report) -> None:
    with pytest.raises(UnknownNameError, match="unknown ticket 'Z'"):
        made.story_metric("Z")


def test_provenance_names_calendars_and_zone_data(made: Report) -> None:
    found = made.provenance()
    assert found["matrix"]["id"] == "desk"
    assert list(found["calendars"]) == ["office"]
    assert found["zone_data"]["source"] == "tzdata"


def test_provenance_without_tickets(tmp_path: Path) -> None:
    made = small.report(tmp_path, small.ROWS[8])
    assert made.provenance()["matrix"] == {"id": "desk", "version": "1"}
