"""The JSON Schema of a data file: it takes what the loader takes, and refuses bad forms."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from slaclock import Matrix
from slaclock.errors import MatrixError
from slaclock.matrices.spec import json_schema
from tests.world import contract_data

SCHEMA = json_schema()


def plain(data: Any) -> Any:
    """Return data of a TOML file as JSON has it: dates as text."""
    return json.loads(json.dumps(data, default=str))


def shipped() -> Any:
    text = files("slaclock.matrices").joinpath("wotnot.toml").read_text(encoding="utf-8")
    return plain(tomllib.loads(text))


def complaints(data: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)]


def office(**changes: Any) -> dict[str, Any]:
    """Return the shipped matrix with changes to its first calendar."""
    data = shipped()
    data["calendars"]["business"] |= changes
    return data  # type: ignore[no-any-return]


class TestSchema:
    def test_schema_is_one_of_2020_12(self) -> None:
        Draft202012Validator.check_schema(SCHEMA)
        assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert SCHEMA["$id"] == "urn:slaclock:matrix:1"

    def test_committed_file_is_current(self) -> None:
        """If it is not, `make schema` writes it anew."""
        committed = files("slaclock.matrices").joinpath("matrix.schema.json").read_text("utf-8")
        assert committed == json.dumps(SCHEMA, indent=2) + "\n"

    def test_shipped_matrix_is_valid(self) -> None:
        assert complaints(shipped()) == []

    def test_content_of_a_matrix_is_valid(self) -> None:
        content = Matrix.model_validate(shipped()).with_holidays("IN").content()
        assert complaints(content) == []


class TestAccepted:
    """What the loader takes, the schema takes."""

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(office(exceptions={"2026-12-24": ["09:00-13:00"]}), id="hours by date"),
            pytest.param(
                office(exceptions={"2026-12-24": {"hours": [], "reason": "Moving"}}), id="reason"
            ),
            pytest.param(
                office(
                    holidays=[
                        "2026-01-26",
                        {"date": "2026-08-15", "name": "Independence Day"},
                        {"country": "IN", "subdivision": "GJ", "categories": ["public"]},
                        {"country": "FR", "subdivision": None, "years": [2026, 2027]},
                        {"country": "IN", "allow_estimated": False},
                        {"rrule": "FREQ=MONTHLY;BYDAY=2SA,4SA", "start": "2026-01-01"},
                        {
                            "rrule": "FREQ=YEARLY",
                            "start": "2026-05-01",
                            "name": "May Day",
                            "excluded": ["2027-05-01"],
                        },
                    ]
                ),
                id="holidays of every kind",
            ),
            pytest.param(
                office(hours={"Mon - wed, FRIDAY": ["22:00-06:00"], "sun": []}), id="weekdays"
            ),
            pytest.param(office(hours={"sat": ["09:00:30-17:00:15"]}), id="seconds"),
            pytest.param({**shipped(), "business_day": "8 h"}, id="length of a business day"),
            pytest.param({**shipped(), "business_day": "same_time"}, id="name of its meaning"),
            pytest.param({**shipped(), "at_risk": "80 %"}, id="share"),
            pytest.param({**shipped(), "effective_from": "2026-01-01"}, id="date"),
            pytest.param({**shipped(), "effective_from": None}, id="null for the default"),
        ],
    )
    def test_by_loader_and_schema(self, data: Any) -> None:
        Matrix.model_validate(data)
        assert complaints(data) == []

    @pytest.mark.parametrize(
        "amount",
        ["8 h", "45s", "1 h 30 min", "1.5 h", "2 BD", "5 Business Days", "PT8H", "< 8 h", "<=8h"],
    )
    def test_amounts(self, amount: str) -> None:
        data = shipped()
        data["plans"]["lite"]["targets"]["P1"]["response"] = amount
        Matrix.model_validate(data)
        assert complaints(data) == []

    @pytest.mark.parametrize("at", ["50 %", "150%", "-1 h", "+4 h", "+1 BD"])
    def test_moments(self, at: str) -> None:
        data = shipped()
        data["escalation"][0]["at"] = at
        Matrix.model_validate(data)
        assert complaints(data) == []


class TestRefused:
    """Bad forms are refused by both. What names mean, the loader alone knows."""

    @staticmethod
    def without(key: str) -> Any:
        data = shipped()
        del data[key]
        return data

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param([], id="list"),
            pytest.param({}, id="nothing"),
            pytest.param({**shipped(), "plan": {}}, id="unknown key"),
            pytest.param({**shipped(), "id": "Our SLA"}, id="id with a space"),
            pytest.param({**shipped(), "plans": {}}, id="no plans"),
            pytest.param({**shipped(), "business_day": "working_day"}, id="unknown meaning"),
            pytest.param({**shipped(), "on_change": "never"}, id="unknown choice"),
            pytest.param({**shipped(), "pauses": "resolution"}, id="text for a list"),
            pytest.param(office(hours={"mno": ["09:00-17:00"]}), id="unknown weekday"),
            pytest.param(office(hours={"mon": ["9-5"]}), id="short hours"),
            pytest.param(office(hours={"mon": [570]}), id="number as hours"),
            pytest.param(office(hours={"mon": "09:00-17:00"}), id="hours without a list"),
            pytest.param(office(tmezone="UTC"), id="misspelt key"),
            pytest.param(office(holidays=[{"name": "Diwali"}]), id="holiday without a date"),
            pytest.param(office(holidays=[{"country": "India"}]), id="name of a country"),
            pytest.param(office(holidays={"2026-01-26": "Republic Day"}), id="table of holidays"),
            pytest.param(office(exceptions={"2026-12-24": "09:00-13:00"}), id="bare exception"),
            pytest.param(office(observes_holidays="no"), id="text for a flag"),
        ],
    )
    def test_by_loader_and_schema(self, data: Any) -> None:
        with pytest.raises(MatrixError):
            Matrix.model_validate(data)
        assert complaints(data)

    @pytest.mark.parametrize("key", ["id", "calendars", "plans"])
    def test_missing_key(self, key: str) -> None:
        assert complaints(self.without(key)) == [f"'{key}' is a required property"]

    @pytest.mark.parametrize("amount", [4, 4.5, True, "4", "-4 h", "", "soon", "> 8 h", "04:00"])
    def test_amounts(self, amount: Any) -> None:
        data = shipped()
        data["plans"]["lite"]["targets"]["P1"]["response"] = amount
        with pytest.raises(MatrixError):
            Matrix.model_validate(copy.deepcopy(data))
        assert complaints(data)

    @pytest.mark.parametrize("at", ["1 h", "half", 50, "50"])
    def test_moments(self, at: Any) -> None:
        data = shipped()
        data["escalation"][0]["at"] = at
        with pytest.raises(MatrixError):
            Matrix.model_validate(data)
        assert complaints(data)


def test_key_of_the_whole_contract_in_a_table_is_told_its_place() -> None:
    data = contract_data()
    data["plans"]["gold"]["at_risk"] = "80 %"
    with pytest.raises(MatrixError) as caught:
        Matrix.model_validate(data)
    (problem,) = caught.value.problems
    assert problem.path == "plans.gold"
    assert problem.message.endswith(
        "; at_risk belongs to the whole contract, above the first [table]"
    )
    with pytest.raises(MatrixError) as caught:
        Matrix.model_validate({**contract_data(), "at_rsik": "80 %"})
    assert "belongs" not in caught.value.problems[0].message


def _keys(schema: Any) -> Iterator[str]:
    """Yield every key that a table of a data file can have, wherever it stands in the schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from _keys(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _keys(part)


class TestReference:
    """The page of the file format says each key, in a table."""

    PAGE = Path(__file__).parents[2] / "docs" / "reference" / "file-format.md"

    def said(self) -> set[str]:
        rows = re.findall(r"^\| .*`.*", self.PAGE.read_text("utf-8"), re.MULTILINE)
        told = [text for row in rows for text in re.findall(r"`[^`]+`", row)]
        return {name for text in told for name in re.findall(r"[a-z][a-z_]*", text)}

    def test_every_key_of_the_schema_is_there(self) -> None:
        keys = set(_keys(SCHEMA))
        assert {"lands_on", "worked_weekends", "every", "small", "opened_at"} <= keys
        assert keys - self.said() == set()
