"""What is known of a name that is asked for in the wrong place."""

from __future__ import annotations

from slaclock.matrices.metrics import BUILT_IN
from slaclock.matrices.slips import begins_later, swapped


def test_metric_that_begins_later_is_told_only_where_something_is_promised() -> None:
    text = begins_later(BUILT_IN, "next_response", "4 h")
    assert text.startswith("it begins with customer_replied, so it needs the events of the ticket")
    assert begins_later(BUILT_IN, "next_response", None) == ""


def test_plan_and_priority_may_be_swapped() -> None:
    told = "it is a priority there, so plan and priority may be swapped"
    assert swapped("P1", "priority", {"p1"}) == told
    assert swapped("P1", "priority", {"p2"}) == ""
