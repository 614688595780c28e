"""Kinds of ticket: a list of names, or a table with what each is for."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock import load_matrix
from slaclock.errors import MatrixError
from tests.world import contract


class TestTicketTypes:
    def test_list_of_names(self) -> None:
        ours = contract(ticket_types=["Question", "Fault"])
        assert ours.ticket_types == ("Question", "Fault")
        assert ours.ticket_descriptions == {"Question": "", "Fault": ""}
        assert ours.content()["ticket_types"] == ["Question", "Fault"]

    def test_table_with_descriptions(self) -> None:
        table = {"Question": {}, "Fault": {"description": "Something is broken"}}
        ours = contract(ticket_types=table)
        assert ours.ticket_types == ("Question", "Fault")
        assert ours.ticket_descriptions == {"Question": "", "Fault": "Something is broken"}
        assert contract(ticket_types=ours.content()["ticket_types"]) == ours

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            (
                "Fault",
                (
                    "ticket_types: 'Fault' is no list of names; write "
                    '["Question", "Fault"], or a table of them'
                ),
            ),
            (
                {"Fault": {"meaning": "x"}},
                "ticket_types.Fault: 'meaning' is an unknown key; keys: description",
            ),
            ([1], "ticket_types[0]: 1 is not text; put it in quotes"),
        ],
    )
    def test_what_is_neither(self, value: Any, message: str) -> None:
        with pytest.raises(MatrixError) as caught:
            contract(ticket_types=value)
        assert message in [str(problem) for problem in caught.value.problems]

    def test_shipped_contract_describes_every_type(self) -> None:
        described = load_matrix("wotnot").ticket_descriptions
        assert list(described) == [
            "Implementation assistance",
            "Other questions",
            "Report a bug",
            "Technical support",
        ]
        assert all(described.values())
