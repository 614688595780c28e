"""A type that is looked up when there is something to read does all that the type itself does."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from slaclock.on_demand import OnDemand
from slaclock.records import LineText, Record, problems_of


class Part(Record):
    name: LineText
    size: int = 1


Parts = Annotated[tuple[Part, ...], Field(strict=False)]


class Whole(Record):
    parts: Annotated[Any, OnDemand(f"{__name__}:Parts")] = ()


def test_values_are_those_of_the_type() -> None:
    whole = Whole.model_validate({"parts": [{"name": "wheel"}]})
    assert whole.parts == (Part(name="wheel"),)


def test_problems_keep_their_places() -> None:
    with pytest.raises(ValidationError) as caught:
        Whole.model_validate({"parts": [{"name": "wheel"}, {"name": "a\nb", "size": "2"}]})
    assert [f"{found.path}: {found.message}" for found in problems_of(caught.value)] == [
        "parts[1].name: 'a\\nb' holds the control character U+000A; write one line of plain text",
        "parts[1].size: '2' is not a whole number; write 2, without quotes",
    ]


def test_dump_is_that_of_the_type() -> None:
    whole = Whole.model_validate({"parts": [{"name": "wheel"}]})
    assert whole.model_dump(mode="json") == {"parts": [{"name": "wheel", "size": 1}]}


def test_schema_is_that_of_the_type() -> None:
    own = TypeAdapter(Parts).json_schema()
    found = Whole.model_json_schema()
    assert found["$defs"] == own["$defs"]
    assert found["properties"]["parts"]["items"] == own["items"]
