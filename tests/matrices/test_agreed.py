"""Targets whose deadline can be agreed with the customer."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock import Matrix
from slaclock.errors import AmountError, MatrixError, UnknownNameError
from slaclock.instants import to_micros
from slaclock.matrices.agreed import agreed_at
from tests.world import at, contract, contract_data

ALONE = {"response": "4 h", "resolution": {"agreed": True}}
BESIDE = {"response": "4 h", "resolution": {"within": "8 h", "agreed": True}}
MONDAY = at("2026-03-02 10:00")


def problems(target: Any) -> list[str]:
    """Return what is wrong with a contract that makes one promise."""
    with pytest.raises(MatrixError) as caught:
        Matrix.model_validate(contract_data({"resolution": target}))
    return [str(problem.message) for problem in caught.value.problems]


class TestForm:
    def test_target_without_an_amount_has_no_deadline(self) -> None:
        sla = contract(ALONE)
        found = sla.compute_deadline("gold", "P1", MONDAY)
        assert list(found) == ["response"]
        assert found.resolution_due is None
        with pytest.raises(UnknownNameError, match="unknown metric 'resolution'"):
            found["resolution"]

    def test_target_with_an_amount_falls_due_by_it(self) -> None:
        found = contract(BESIDE).compute_deadline("gold", "P1", MONDAY)
        assert found.resolution_due == at("2026-03-02 18:00")

    @pytest.mark.parametrize(
        "target",
        [
            {"agreed": True},
            {"agreed": True, "strict": True, "calendar": "desk"},
            {"within": "8 h", "agreed": True},
            {"first_of": ["8 h", "1 BD"], "agreed": True},
            [{"within": "8 h", "opened_in": "desk", "agreed": True}, {"within": "1 BD"}],
        ],
    )
    def test_contract_is_written_as_it_was_read(self, target: Any) -> None:
        sla = contract({"resolution": target})
        again = Matrix.model_validate(sla.content())
        assert again == sla
        plan = sla.content()["plans"]["gold"]
        written = plan["targets"]["P1"]["resolution"]
        assert "agreed" in str(written)
        assert again.fingerprint() == sla.fingerprint()

    @pytest.mark.parametrize(
        ("target", "message"),
        [
            ({"agreed": True, "by": "12:00"}, "'by' is said of an amount, but there is none"),
            ({"agreed": True, "pauses": True}, "'pauses' is said of an amount, but there is none"),
            (
                {"first_of": ["8 h", {"within": "1 BD", "agreed": True}]},
                "'agreed' stands inside first_of",
            ),
            (
                [{"within": "8 h", "opened_in": "desk"}, {"agreed": True}],
                "'[1]' has no within; write within and agreed = true",
            ),
        ],
    )
    def test_what_does_not_go_together(self, target: Any, message: str) -> None:
        assert any(message in problem for problem in problems(target))

    def test_agreed_false_alone_lacks_its_amount(self) -> None:
        assert problems({"agreed": False}) == [
            'is missing; write how much, such as within = "4 h", or "0 BD" for the same day'
        ]


class TestTerms:
    def test_what_can_be_agreed_is_no_promise_by_itself(self) -> None:
        terms = contract(ALONE).row("gold", "P1")
        assert terms.promised("resolution") is None
        target = terms.agreeable("resolution")
        assert target is not None
        assert (str(target), target.may_be_agreed, target.has_due) == ("as agreed", True, False)
        assert [one.metric for one in terms.every_target] == ["response", "resolution"]
        assert terms.agreeable("next_response") is None

    def test_calendar_of_what_can_be_agreed_is_one_of_the_row(self) -> None:
        always = {"timezone": "Etc/UTC", "hours": {"mon-sun": ["00:00-24:00"]}}
        desk = contract_data()["calendars"]["desk"]
        sla = contract(
            {"resolution": {"agreed": True, "calendar": "always"}},
            calendars={"desk": desk, "always": always},
        )
        terms = sla.row("gold", "P1")
        assert list(terms.calendars) == ["desk", "always"]
        assert terms.hours_of("resolution") == "always"


class TestAgreedAt:
    def test_it_falls_due_at_that_instant_whatever_was_promised(self) -> None:
        target = contract(BESIDE).row("gold", "P1").target("resolution")
        due = to_micros(at("2026-03-08 12:00"))  # a Sunday
        agreed = agreed_at(target, due, to_micros(MONDAY))
        assert agreed.promise.due(agreed.calendar, to_micros(MONDAY)) == due
        assert str(agreed) == "agreed for 2026-03-08 12:00:00+05:30"

    def test_strict_target_stays_strict(self) -> None:
        sla = contract({"resolution": {"within": "< 8 h", "agreed": True}})
        due = to_micros(at("2026-03-03 12:00"))
        agreed = agreed_at(sla.row("gold", "P1").target("resolution"), due, to_micros(MONDAY))
        assert str(agreed) == "< agreed for 2026-03-03 12:00:00+05:30"
        assert not agreed.is_met(due, due)

    def test_nothing_falls_due_before_a_time_is_agreed(self) -> None:
        target = contract(ALONE).row("gold", "P1").agreeable("resolution")
        assert target is not None
        with pytest.raises(AmountError, match="falls due only once a time has been agreed"):
            target.promise.due(target.calendar, to_micros(MONDAY))
