"""Findings about names, in one contract and between several."""

from __future__ import annotations

import pytest

from slaclock.matrices.lint import lint
from slaclock.matrices.lint.names import other_spellings
from tests.matrices.lint.small import LONG_DAYS, OFFICE, found, matrix, plan


class TestAliases:
    def test_alias_that_names_nothing_new(self) -> None:
        gold = {**plan(P1="1 h / 4 h"), "aliases": ["Gold", "vip", "VIP"]}
        sla = matrix({"gold": gold}, priorities="P1")
        assert found(sla) == [
            "plans.gold.aliases: 'Gold' is known already; names match in any case",
            "plans.gold.aliases: 'VIP' is known already; names match in any case",
        ]


class TestPatterns:
    def test_value_that_looks_like_a_pattern(self) -> None:
        when = {"organisation": ["acme", "Globex*"], "impact": "<= 2", "channel": "e-mail"}
        rules = [{"when": when, "plan": "gold"}, {"plan": "gold"}]
        assert found(matrix({"gold": plan(P1="1 h / 4 h")}, choose=rules)) == [
            f"choose[0].when.{name}: {value!r} is compared letter by letter, and is no pattern; "
            "list the values meant"
            for name, value in (("organisation", "globex*"), ("impact", "<= 2"))
        ]


class TestUnusedCalendars:
    def test_calendar_that_nothing_uses(self) -> None:
        calendars = {"office": OFFICE, "spare": LONG_DAYS}
        plans = {"gold": plan(P1="1 h / 4 h")}
        assert found(matrix(plans, calendars=calendars)) == [
            "calendars.spare: nothing uses this calendar"
        ]
        levels = [
            {"level": 1, "contact": "Desk"},
            {"level": 2, "contact": "Manager", "notify": "spare"},
        ]
        assert lint(matrix(plans, calendars=calendars, escalation=levels)) == ()
        plans["gold"]["targets"]["P1"]["calendar"] = "spare"
        assert lint(matrix(plans, calendars=calendars)) == ()


class TestSpellings:
    @staticmethod
    def found(*names: str, other: str, **more: object) -> list[str]:
        mine = matrix({name: plan(P1="1 h / 4 h") for name in names})
        its = matrix({other: plan(P1="1 h / 4 h") | more})
        return [str(one.message) for one in other_spellings(mine, [("other.toml", its)])]

    @pytest.mark.parametrize(
        ("name", "other"),
        [
            pytest.param("gold-plus", "gold plus", id="a hyphen"),
            pytest.param("Gold_Plus", "goldplus", id="none"),
            pytest.param("premium", "premuim", id="letters exchanged"),
            pytest.param("premium", "premum", id="a letter left out"),
            pytest.param("premium", "premiium", id="a letter more"),
            pytest.param("premium", "pramium", id="another letter"),
        ],
    )
    def test_other_spelling_is_found(self, name: str, other: str) -> None:
        assert self.found(name, other=other) == [f"other.toml spells a plan {other!r}"]
        assert self.found(other, other=name) == [f"other.toml spells a plan {name!r}"]

    @pytest.mark.parametrize(
        ("name", "other"),
        [
            pytest.param("gold", "GOLD", id="case is no difference"),
            pytest.param("tier1", "tier2", id="numbers count"),
            pytest.param("zone a", "zone b", id="letters that count"),
            pytest.param("gold", "bold", id="short names"),
            pytest.param("premium", "premise", id="another word"),
            pytest.param("silver", "bronze", id="nothing alike"),
        ],
    )
    def test_other_names_are_other_plans(self, name: str, other: str) -> None:
        assert self.found(name, other=other) == []
        assert self.found(other, other=name) == []

    def test_contract_that_has_both_means_both(self) -> None:
        assert self.found("premium", "premuim", other="premuim") == []

    def test_alias_joins_two_spellings(self) -> None:
        assert self.found("gold-plus", other="goldplus", aliases=["Gold-Plus"]) == []
