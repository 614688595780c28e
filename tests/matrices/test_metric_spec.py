"""Metrics in a data file: what they become, and what is wrong with one."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from slaclock import Matrix
from slaclock.errors import MatrixError
from slaclock.matrices.metrics import BUILT_IN
from tests.world import at, contract, contract_data

UPDATE = {"title": "Periodic update", "starts": ["opened"], "completes": ["responded"]}
WORD = "unknown event type {}; did you mean {}? types: opened, responded, customer_replied, "
TYPES = (
    "assigned, accepted, agreed, paused, resumed, priority_changed, plan_changed, resolved, "
    "reopened"
)


def with_metrics(targets: dict[str, Any] | None = None, /, **metrics: Any) -> Matrix:
    return contract(targets, metrics=metrics)


def problems(targets: dict[str, Any] | None = None, /, **metrics: Any) -> list[tuple[str, str]]:
    """Return what is wrong with a contract of some metrics: places and messages."""
    with pytest.raises(MatrixError) as caught:
        with_metrics(targets, **metrics)
    return [(problem.path, problem.message) for problem in caught.value.problems]


class TestTable:
    def test_own_metric_stands_after_the_built_in_ones(self) -> None:
        sla = with_metrics({"update": "4 h"}, update=UPDATE)
        assert list(sla.metrics) == [*BUILT_IN, "update"]
        row = sla.metrics["update"]
        assert (row.title, row.starts, row.completes) == (
            "Periodic update",
            ("opened",),
            ("responded",),
        )
        assert sla.row("gold", "P1").target("update").amount.seconds == 4 * 3600

    def test_title_is_made_from_the_name_where_none_is_given(self) -> None:
        sla = with_metrics(root_cause={"starts": ["resolved"], "completes": ["root_cause"]})
        assert sla.metrics["root_cause"].title == "Root cause"

    def test_built_in_metric_keeps_what_is_not_said_anew(self) -> None:
        sla = with_metrics(resolution={"completes": ["resolved", "workaround"]})
        row = sla.metrics["resolution"]
        assert (row.title, row.scope, row.starts) == ("Resolution", "cell", ("opened",))
        assert row.completes == ("resolved", "workaround")
        assert list(sla.metrics) == list(BUILT_IN)

    def test_what_repeats_ends_with_the_ticket(self) -> None:
        sla = with_metrics(update={**UPDATE, "repeats": "from_completion"})
        assert sla.metrics["update"].completes == ("responded", "resolved")

    @pytest.mark.parametrize(
        ("said", "pauses"),
        [({}, False), ({"pauses": True}, True), ({"pauses": ["customer"]}, ("customer",))],
    )
    def test_pauses_stop_it_if_it_says_so(self, said: dict[str, Any], pauses: object) -> None:
        assert with_metrics(update={**UPDATE, **said}).metrics["update"].pauses == pauses

    def test_pauses_of_the_matrix_may_name_it(self) -> None:
        sla = contract(metrics={"update": UPDATE}, pauses=["update"])
        assert [name for name, row in sla.metrics.items() if row.pauses] == ["update"]

    def test_promise_of_a_plan_holds_unless_the_priority_has_its_own(self) -> None:
        data = contract_data({"update": "2 h"}, metrics={"update": UPDATE})
        data["priorities"]["P2"] = {}
        data["plans"]["gold"] |= {"update": "4 h"}
        data["plans"]["gold"]["targets"]["P2"] = {"resolution": "8 h"}
        sla = Matrix.model_validate(data)
        found = {p: str(sla.row("gold", p).target("update").amount) for p in (None, "P1", "P2")}
        assert found == {None: "4 h", "P1": "2 h", "P2": "4 h"}

    def test_deadline_of_a_metric_that_starts_with_the_opening_is_computed(self) -> None:
        sla = with_metrics({"update": "4 h", "resolution": "8 h"}, update=UPDATE)
        deadline = sla.compute_deadline("gold", "P1", at("2026-03-02 09:00"))
        assert deadline["update"].due_at == at("2026-03-02 13:00")
        assert "resolution 8 h" in str(deadline.explain())


class TestContent:
    def test_contract_without_metrics_keeps_its_fingerprint(self) -> None:
        """The hash is the one that this contract had before a file could name metrics."""
        before = "be3f386fb1a5ca5fc2c1c25d0143e5c7b71f2a44ee6808ae9424c71463cd7521"
        assert contract().fingerprint() == before

    def test_metrics_come_back_from_the_content_and_from_a_pickle(self) -> None:
        entry = {
            **UPDATE,
            "repeats": "from_deadline",
            "pauses": ["customer"],
            "restarts": ["moved"],
        }
        sla = with_metrics({"update": "4 h"}, update=entry)
        for other in (Matrix.model_validate(sla.content()), pickle.loads(pickle.dumps(sla))):
            assert other == sla
            assert other.metrics == sla.metrics

    def test_other_metrics_are_another_contract(self) -> None:
        assert with_metrics(update=UPDATE) != with_metrics(update={**UPDATE, "pauses": True})


class TestProblems:
    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("open", "opened"),
            ("respond", "responded"),
            ("respnded", "responded"),
            ("Responded", "responded"),
            ("resovled", "resolved"),
            ("resolvedd", "resolved"),
            ("asigned", "assigned"),
        ],
    )
    def test_slip_in_the_name_of_an_event_is_told(self, name: str, meant: str) -> None:
        found = problems(update={**UPDATE, "completes": ["responded", name]})
        message = WORD.format(repr(name), repr(meant)) + TYPES
        assert found == [("metrics.update.completes[1]", message)]

    @pytest.mark.parametrize("name", ["root_cause", "reassigned", "workaround", "re", "unresolved"])
    def test_another_name_is_one_of_what_happened(self, name: str) -> None:
        sla = with_metrics(update={**UPDATE, "completes": [name]})
        assert sla.metrics["update"].completes == (name,)

    @pytest.mark.parametrize(
        ("entry", "place", "message"),
        [
            (
                {"completes": ["responded"]},
                "metrics.update.starts",
                'it never starts; name the events that begin it, such as starts = ["opened"]',
            ),
            (
                {"starts": [], "completes": ["responded"]},
                "metrics.update.starts",
                'it never starts; name the events that begin it, such as starts = ["opened"]',
            ),
            (
                {"starts": ["opened"], "repeats": "from_completion"},
                "metrics.update.completes",
                'nothing completes it; name the events, such as completes = ["responded"]',
            ),
            (
                {**UPDATE, "completes": ["opened"]},
                "metrics.update.completes[0]",
                "a ticket is opened once, before all else; 'opened' can complete nothing",
            ),
            (
                {**UPDATE, "restarts": ["opened"]},
                "metrics.update.restarts[0]",
                "a ticket is opened once, before all else; 'opened' can restart nothing",
            ),
            (
                {**UPDATE, "restarts": ["responded"]},
                "metrics.update.restarts[0]",
                "'responded' completes it too; it cannot do both",
            ),
            (
                {**UPDATE, "starts": ["happened"]},
                "metrics.update.starts[0]",
                "'happened' is not a name; write the name of what happened, such as \"root_cause\"",
            ),
            (
                {**UPDATE, "pauses": "customer"},
                "metrics.update.pauses",
                (
                    "'customer' does not say which pauses stop it; "
                    'write true, false or reasons: ["customer"]'
                ),
            ),
            (
                {**UPDATE, "start": ["opened"]},
                "metrics.update",
                (
                    "'start' is an unknown key; did you mean 'starts'? "
                    "keys: title, starts, completes, repeats, restarts, pauses"
                ),
            ),
        ],
    )
    def test_what_cannot_be_is_told_with_its_place(
        self, entry: dict[str, Any], place: str, message: str
    ) -> None:
        assert problems(update=entry) == [(place, message)]

    @pytest.mark.parametrize("name", ["calendar", "title", "targets"])
    def test_key_of_a_plan_or_cell_is_no_name(self, name: str) -> None:
        message = f"{name!r} is a key that plans and targets have; choose another name"
        assert problems(**{name: UPDATE}) == [(f"metrics.{name}", message)]

    def test_name_is_one_that_can_be_a_column(self) -> None:
        message = (
            "'Time to own' cannot name a metric; use up to 64 of a-z, 0-9 and _, a letter first"
        )
        assert problems(**{"Time to own": UPDATE}) == [("metrics.Time to own", message)]

    def test_slip_in_a_target_is_told_among_the_metrics_there_are(self) -> None:
        keys = "calendar, business_day, counted_from, response, resolution, next_response, update"
        (found,) = problems({"updat": "4 h"}, update=UPDATE)
        assert found == (
            "plans.gold.targets.P1",
            f"'updat' is an unknown key; did you mean 'update'? keys: {keys}",
        )

    def test_wrong_metric_brings_no_second_error_on_its_target(self) -> None:
        (found,) = problems({"update": "4 h"}, update={**UPDATE, "repeats": "daily"})
        assert found[0] == "metrics.update.repeats"
