"""The tables that the SQL reads: which there are, and their keys."""

from __future__ import annotations

from slaclock import MatrixHistory, load_matrix
from slaclock.bulk import sql
from slaclock.bulk.sql.layout import KEYS, TABLES
from tests.bulk.samples import contract
from tests.bulk.sql.small import END, START, matrix, rows


class TestFaces:
    def test_matrix_and_history_give_their_tables(self) -> None:
        found = contract("full_day").answer_tables(START, END)
        assert list(found) == list(TABLES)
        assert (
            found["sla_due"].rows
            == sql.sql_tables(contract("full_day"), START, END)["sla_due"].rows
        )
        history = MatrixHistory([matrix(effective_from="2026-01-01")])
        assert len(history.answer_tables(START, END)["sla_due"]) == len(rows("sla_due"))
        assert list(sql.answer_tables("wotnot", START, END)) == list(TABLES)

    def test_every_table_has_its_keys(self) -> None:
        for name, found in load_matrix("wotnot").answer_tables(START, END).items():
            assert set(KEYS[name]) <= {column.name for column in found.columns}
