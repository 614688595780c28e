"""Seasons, rotas, half days, worked weekends and combined calendars, three deep: one answer.

The oracle reads the same data in its own way; columns and the steps of SQL are held to the
single calls, which are held to the oracle.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slaclock import Matrix
from slaclock.bulk.engine.kernel import Kernel
from slaclock.bulk.engine.step_tables import promise_steps
from slaclock.calendars.business_days import MEANINGS, meaning_named
from slaclock.instants import DAY, to_micros
from slaclock.matrices.promises import Promise
from tests.bulk.engine.law import answer, edges_of, from_steps
from tests.dated_promises import Words, any_words, promise
from tests.oracle import to_us
from tests.rich_desks import (
    AnyDesk,
    CombinedDesk,
    any_desks,
    calendar_of,
    combined_desks,
    entries_of,
    rich_desks,
)
from tests.strategies import amounts, instants, midnight_utc

pytestmark = pytest.mark.filterwarnings("ignore::slaclock.calendars.calendar.CalendarWarning")

quick = settings(max_examples=25, suppress_health_check=list(HealthCheck))
long = settings(max_examples=500, suppress_health_check=list(HealthCheck))
HOUR = 3_600_000_000


def check_scalar(data: st.DataObject, desk: AnyDesk) -> None:
    """Hold every question to the oracle."""
    calendar, oracle = calendar_of(desk), desk.oracle
    at, other = data.draw(instants(desk)), data.draw(instants(desk))
    first, last = sorted([at, other], key=to_us)
    assert calendar.is_open(at) is oracle.is_open(at)
    assert to_us(calendar.next_open(at)) == to_us(oracle.next_open(at))
    assert calendar.elapsed(at, other) == oracle.elapsed(at, other)
    assert pairs(calendar.windows(first, last)) == pairs(oracle.windows(first, last))
    amount = data.draw(amounts(desk, at))
    assert to_us(calendar.add(at, amount)) == to_us(oracle.add(at, amount))
    assert to_us(calendar.subtract(at, amount)) == to_us(oracle.subtract(at, amount))


def pairs(windows: Any) -> list[tuple[int, int]]:
    return [(to_us(opens), to_us(closes)) for opens, closes in windows]


def check_days(data: st.DataObject, desk: AnyDesk) -> None:
    """Hold business days of every meaning, and dates that are named, to the oracle."""
    calendar, oracle, at = calendar_of(desk), desk.oracle, data.draw(instants(desk))
    count = data.draw(st.integers(1, 5))
    for meaning in MEANINGS:
        found = calendar.add_business_days(at, count, business_day=meaning)
        assert to_us(found) == to_us(oracle.add_business_days(at, count, meaning))
    words: Words = data.draw(any_words())
    assert promise(words).due(calendar, to_micros(at)) == to_us(oracle.named_date(at, words))


def check_columns(data: st.DataObject, desk: AnyDesk) -> None:
    """Hold numpy and the steps of a promise to single calls."""
    calendar, near = calendar_of(desk), midnight_utc(desk.near)
    offsets = data.draw(st.lists(st.integers(-9 * 24 * HOUR, 9 * 24 * HOUR), min_size=1))
    at = near + np.array(offsets, np.int64)
    count = data.draw(st.integers(1, 4))
    asked = data.draw(
        st.one_of(
            st.sampled_from(list(MEANINGS)).map(
                lambda name: Promise(0, count, meaning_named(name))
            ),
            st.just(Promise(count * 5 * HOUR)),
            any_words().map(promise),
        )
    )
    expected = [asked.due(calendar, instant) for instant in at.tolist()]
    found, failures = Kernel(calendar).due(at, asked)
    assert (found.tolist(), failures) == (expected, {})
    elapsed, _ = Kernel(calendar).elapsed(at, at[::-1].copy())
    spans = zip(at.tolist(), at[::-1].tolist(), strict=True)
    assert elapsed.tolist() == [calendar.open_between(*span) for span in spans]
    steps = promise_steps(calendar, asked, near - 4 * DAY, near + 4 * DAY)
    edges = edges_of(steps, near - 4 * DAY, near + 4 * DAY)
    assert from_steps(steps, edges) == [answer(calendar, asked, one) for one in edges.tolist()]


def check_names(data: st.DataObject, desk: CombinedDesk) -> None:
    """Hold a calendar made by names in a contract to the one made by operators."""
    plan = {"calendar": "desk", "targets": {"*": {"response": "1 h"}}}
    calendars = dict(entries_of(desk, "desk"))
    sla = Matrix.model_validate({"id": "ours", "calendars": calendars, "plans": {"a": plan}})
    calendar, named = calendar_of(desk), sla.calendars["desk"]
    assert named.fingerprint() == calendar.fingerprint()
    at = data.draw(instants(desk))
    ledger = sla.compute_deadline("a", None, at).explain()  # which adds up, or raises
    assert to_us(ledger.rows[-1].start) == to_us(desk.oracle.add(at, HOUR_LONG))
    start, end = to_micros(at), to_micros(at) + 5 * DAY
    assert [span for span, _ in united(named.open_parts(start, end))] == named.spans(start, end)


HOUR_LONG = datetime(2026, 1, 1, 1) - datetime(2026, 1, 1)


def united(parts: Any) -> list[Any]:
    """Return parts that touch as one, whatever their names are."""
    found: list[Any] = []
    for span, name in parts:
        if found and found[-1][0].end == span.start:
            found[-1] = (found[-1][0]._replace(end=span.end), name)
        else:
            found.append((span, name))
    return found


CHECKS = {
    "scalar": (check_scalar, st.one_of(rich_desks(), combined_desks())),
    "days": (check_days, st.one_of(rich_desks(), combined_desks())),
    "columns": (check_columns, any_desks()),
    "names": (check_names, combined_desks()),
}


@pytest.mark.parametrize("name", CHECKS)
@quick
@given(data=st.data())
def test_every_way_has_one_answer(name: str, data: st.DataObject) -> None:
    check, desks = CHECKS[name]
    check(data, data.draw(desks))  # type: ignore[operator]


@pytest.mark.slow
@pytest.mark.parametrize("name", CHECKS)
@long
@given(data=st.data())
def test_every_way_has_one_answer_on_many(name: str, data: st.DataObject) -> None:
    check, desks = CHECKS[name]
    check(data, data.draw(desks))  # type: ignore[operator]
