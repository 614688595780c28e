"""What each event does to the metrics, by the table of them."""

from __future__ import annotations

from slaclock.clock.effects import effects_of
from slaclock.matrices.metrics import BUILT_IN


def test_opening_begins_three_metrics_and_resolving_completes_all_that_wait() -> None:
    found = effects_of(tuple(BUILT_IN.values())).by_event
    assert found["opened"].begins == ("first_response", "response", "resolution")
    assert found["opened"].completes == ()
    assert "resolution" in found["resolved"].completes
    assert "next_response" in found["customer_replied"].begins


def test_event_that_no_metric_names_has_no_entry() -> None:
    assert "paused" not in effects_of(tuple(BUILT_IN.values())).by_event
    assert effects_of(()) == ({}, ())


def test_metric_that_begins_at_its_deadline_is_a_rhythm() -> None:
    update = BUILT_IN["response"]._replace(name="update", repeats="from_deadline")
    again = update._replace(name="again", repeats="from_completion")
    assert effects_of((*BUILT_IN.values(), again, update)).rhythms == ("update",)
