"""The JSON Schemas of the states of a clock: which keys they have, and what each may be."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from slaclock.clock.state_schemas import clock_state_schema, metric_state_schema
from tests.clock.cases import ask, ist, matrix, opened

FOUR_HOURS = matrix({"P1": {"resolution": "4 h"}})


class TestSchemas:
    """What tells a reader of JSON which keys a state has, and of which kind each is."""

    def test_metric_state(self) -> None:
        schema = metric_state_schema()
        state = ask(FOUR_HOURS, ist(2, 10), opened(ist(2, 9)))["resolution"]
        assert schema["title"] == "MetricState"
        assert list(schema["properties"]) == list(state.to_dict())
        properties = schema["properties"]
        statuses = ["running", "paused", "met", "breached", "not_applicable"]
        assert properties["status"] == {"enum": statuses}
        assert properties["cycles"] == {"type": "array", "items": {"type": "object"}}
        for name in ("at_risk", "was_breached"):
            assert properties[name] == {"type": "boolean"}

    @pytest.mark.parametrize(
        ("key", "good", "bad"),
        [
            ("percent", [None, 0, 120], [1.5, "1"]),
            ("remaining_us", [None, 0, 7], [1.5, "1"]),
            ("elapsed_us", [0, 7], [None, 1.5]),
            ("at_risk", [True, False], [None, 1]),
            ("target", [None, "4 h"], [4]),
            ("due_at", [None, "2026-03-02T09:00:00+05:30"], [4]),
            ("cycles", [[], [{}]], [None, [1]]),
            ("status", ["met"], [None, "done"]),
        ],
    )
    def test_values_of_a_metric_state(self, key: str, good: list[Any], bad: list[Any]) -> None:
        schema = Draft202012Validator(metric_state_schema()["properties"][key])
        assert all(schema.is_valid(value) for value in good)
        assert not any(schema.is_valid(value) for value in bad)

    def test_clock_state(self) -> None:
        schema = clock_state_schema()
        state = ask(FOUR_HOURS, ist(2, 10), opened(ist(2, 9)))
        assert list(schema["properties"]) == list(state.to_dict())
        assert schema["properties"]["metrics"] == {
            "type": "object",
            "additionalProperties": metric_state_schema(),
        }
        assert schema["title"] == "ClockState"
        assert schema["properties"]["notes"] == {"type": "array", "items": {"type": "string"}}
        assert schema["properties"]["provenance"] == {"type": "object"}
