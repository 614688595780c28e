"""Seasons and rotas as data: what is refused, with its place."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock.errors import CalendarError
from tests.calendars.ramadan import RAMADAN, calendar

BAD = [
    ({"rota": {"starts": "2026-01-05", "weeks": [{"mon": ["09:00-10:00"]}]}}, "leave one out"),
    ({"seasons": [RAMADAN, RAMADAN]}, "a date can lie in one season only"),
    ({"seasons": [{**RAMADAN, "to": "2026-03-32"}]}, "seasons[0].to: '2026-03-32' is not a date"),
    ({"seasons": [{**RAMADAN, "until": "2026-03-19"}]}, "'until' is an unknown key"),
    ({"seasons": [{"from": "11-01", "to": "04-30"}]}, "seasons[0].hours: is missing"),
    ({"seasons": [{**RAMADAN, "hours": {"mon": ["9-5"]}}]}, "seasons[0].hours.mon[0]: '9-5'"),
    (
        {
            "hours": {},
            "rota": {"starts": "2026-01-05", "weeks": [{}]},
            "seasons": [],
            "exceptions": {},
        },
        "never opens",
    ),
    ({"hours": {}, "rota": {"starts": "soon", "weeks": [{}]}}, "rota.starts: 'soon' is not a date"),
]


@pytest.mark.parametrize(("changes", "message"), BAD)
def test_wrong_data_is_refused_with_its_place(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CalendarError) as caught:
        calendar(**changes)
    assert message in str(caught.value)
