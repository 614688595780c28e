"""Every dialect's text is parsed as that dialect by sqlglot; five of them are only parsed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlglot

from slaclock.bulk import sql
from slaclock.bulk.sql.dialects import DIALECTS, DialectName
from tests.bulk.sql.cases import paused_contract

PARSED_AS = {"postgresql": "postgres"}
NOW = datetime(2025, 4, 3, tzinfo=UTC)
MATRIX = paused_contract("full_day")
DONE = {"responded_at": "responded_at", "resolved_at": "resolved_at"}
TEXTS = {
    "deadlines": lambda dialect: sql.deadlines(MATRIX, dialect=dialect),
    "deadlines with pauses": lambda dialect: sql.deadlines(
        MATRIX, dialect=dialect, pauses="pauses"
    ),
    "verdicts with pauses": lambda dialect: sql.verdicts(
        MATRIX, dialect=dialect, pauses=("a schema", "pauses"), as_of=NOW, **DONE
    ),
    "elapsed": lambda dialect: sql.elapsed("a", "b", calendar="it's", dialect=dialect),
    "create_tables": lambda dialect: sql.create_tables(MATRIX, dialect=dialect),
}


def test_type_checkers_know_every_name() -> None:
    assert set(get_args(DialectName)) == set(DIALECTS)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_is_parsed_in_its_dialect(dialect: Any, text: str) -> None:
    found = sqlglot.parse(
        TEXTS[text](dialect),
        read=PARSED_AS.get(dialect, dialect),
        error_level=sqlglot.ErrorLevel.RAISE,
    )
    kinds = {type(statement).__name__ for statement in found if statement is not None}
    assert kinds == ({"Create"} if text == "create_tables" else {"Select"})
    assert not [
        node for statement in found if statement for node in statement.find_all(sqlglot.exp.Command)
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_guide_names_it(dialect: str) -> None:
    guide = Path(__file__).parents[3] / "docs" / "how-to" / "deadlines-in-a-warehouse.md"
    assert f"`{dialect}`" in guide.read_text(encoding="utf-8")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_text_joins_by_equality(dialect: Any) -> None:
    """No join that a database would have to search a range for."""
    text = sql.deadlines(MATRIX, dialect=dialect, pauses="pauses")
    assert "ASOF" not in text
    assert "LATERAL" not in text
    statement = sqlglot.parse_one(text, read=PARSED_AS.get(dialect, dialect))
    for join in statement.find_all(sqlglot.exp.Join):
        assert join.args["on"].find(sqlglot.exp.EQ) is not None


def test_parser_refuses_what_is_no_sql() -> None:
    with pytest.raises(sqlglot.errors.ParseError):
        sqlglot.parse_one("SELECT FROM WHERE (", read="duckdb")
