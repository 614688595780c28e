"""Rules that choose a plan, a priority and calendars by the fields of a ticket."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from slaclock import Clock, Matrix, MatrixHistory, compute_deadline
from slaclock.errors import (
    ArgumentTypeError,
    ChoiceError,
    EventError,
    UnknownNameError,
)
from slaclock.events import Opened, PriorityChanged, from_dict
from slaclock.matrices.choosing import Choice
from slaclock.matrices.deadline import Deadline
from tests.matrices.chosen import RULES, matrix
from tests.world import at

OURS = matrix()


class TestChoose:
    @pytest.mark.parametrize(
        ("fields", "plan", "priority"),
        [
            pytest.param({"organisation": "acme", "channel": "phone"}, "gold", None, id="all fit"),
            pytest.param({"organisation": "acme", "channel": "email"}, "basic", None, id="not all"),
            pytest.param({"organisation": "initech"}, "basic", None, id="one of a list"),
            pytest.param({"organisation": " ACME ", "channel": "Phone"}, "gold", None, id="case"),
            pytest.param(
                {"organisation": "acme", "impact": 1, "urgency": 2}, "basic", "P1", id="two"
            ),
            pytest.param(
                {"organisation": "acme", "impact": "1", "urgency": "3"}, "basic", "P2", id="text"
            ),
            pytest.param({"organisation": "acme", "impact": 2.0}, "basic", "P2", id="whole float"),
            pytest.param({"organisation": "acme", "channel": None}, "basic", None, id="none"),
            pytest.param({"organisation": "acme", "channel": ""}, "basic", None, id="empty"),
        ],
    )
    def test_first_rule_that_fits(
        self, fields: dict[str, Any], plan: str, priority: str | None
    ) -> None:
        choice = OURS.choose(fields)
        assert (choice.plan, choice.priority, dict(choice.calendars)) == (plan, priority, {})

    def test_reasons_say_which_rule_why_and_what(self) -> None:
        fields = {"organisation": "acme", "impact": 1, "urgency": 1, "site": "Pune"}
        assert OURS.choose(fields).reasons == (
            "choose[1]: impact is 1 and urgency is 1; gives priority P1",
            "choose[3]: site is 'Pune'; gives calendar pune for desk",
            "choose[4]: organisation is 'acme'; gives plan basic",
        )

    def test_rule_without_when_always_fits(self) -> None:
        choice = matrix([*RULES, {"plan": "basic"}]).choose({})
        assert (choice.plan, choice.reasons) == ("basic", ("choose[5]: always; gives plan basic",))

    def test_calendars_of_each_rule_that_fits_and_the_first_for_one_calendar(self) -> None:
        rules = [
            {"when": {"site": "Pune"}, "calendars": {"desk": "pune"}},
            {"when": {"night": True}, "calendars": {"desk": "desk", "pune": "desk"}},
            {"plan": "gold"},
        ]
        choice = matrix(rules).choose({"site": "pune", "night": True})
        assert choice.calendars == {"desk": "pune", "pune": "desk"}
        under = matrix(rules).under(choice)
        assert str(under.calendars["desk"]) == str(OURS.calendars["pune"])
        assert str(under.calendars["pune"]) == str(OURS.calendars["desk"])

    def test_what_is_given_stays(self) -> None:
        choice = OURS.choose(
            {"organisation": "acme", "impact": 1, "urgency": 1}, plan="Gold", priority="P2"
        )
        assert (choice.plan, choice.priority, choice.reasons) == ("gold", "P2", ())

    def test_rule_that_asks_for_what_is_given_changes_it(self) -> None:
        rules = [
            {"when": {"plan": "basic", "channel": "phone"}, "plan": "gold"},
            {"when": {"priority": "P2", "vip": True}, "priority": "P1"},
        ]
        ours = matrix(rules)
        fields = {"plan": "basic", "priority": "P2", "channel": "phone", "vip": True}
        choice = ours.choose(fields)
        assert (choice.plan, choice.priority) == ("gold", "P1")
        assert ours.choose({"channel": "email"}, "basic", "P2").plan == "basic"
        assert ours.choose({"vip": True}, "basic", "urgent").priority == "P1"

    def test_no_rule_fits(self) -> None:
        with pytest.raises(ChoiceError) as caught:
            OURS.choose({"organisation": "hooli", "channel": "phone"})
        assert str(caught.value) == (
            "no rule of matrix 'ours' chooses a plan for a ticket with organisation 'hooli', "
            "channel 'phone'; rules ask for: organisation, channel, impact, urgency, site; "
            "name the plan, or let the last rule give one without 'when'"
        )
        assert caught.value.fields == {"organisation": "hooli", "channel": "phone"}
        assert pickle.loads(pickle.dumps(caught.value)).args == caught.value.args

    def test_matrix_without_rules(self) -> None:
        with pytest.raises(ChoiceError) as caught:
            matrix([]).choose({})
        assert str(caught.value) == ("matrix 'ours' has no rule that chooses a plan; name the plan")

    def test_field_that_no_rule_knows(self) -> None:
        with pytest.raises(UnknownNameError) as caught:
            OURS.choose({"organization": "acme"})
        assert str(caught.value) == (
            "unknown field 'organization' in matrix 'ours'; did you mean 'organisation'? "
            "fields: channel, impact, organisation, site, urgency"
        )

    def test_fields_of_other_types(self) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            OURS.choose({"organisation": ["acme"]})
        assert str(caught.value) == (
            "fields['organisation'] must be text, a whole number, true or false; "
            "got ['acme'] (list)"
        )
        with pytest.raises(ArgumentTypeError):
            OURS.choose("acme")  # type: ignore[arg-type]

    def test_choice_as_data(self) -> None:
        choice = OURS.choose({"organisation": "acme", "site": "pune"})
        assert Choice.from_dict(json.loads(json.dumps(choice.to_dict()))) == choice
        assert pickle.loads(pickle.dumps(choice)) == choice
        assert hash(choice) == hash(Choice.from_dict(choice.to_dict()))


class TestUnder:
    def test_contract_is_still_the_whole_one(self) -> None:
        under = OURS.under(OURS.choose({"organisation": "acme", "site": "pune"}))
        assert under.content() == OURS.content()
        assert under.fingerprint() == OURS.fingerprint()
        assert under != OURS
        assert under.choice is not None
        assert under.choice.calendars == {"desk": "pune"}
        assert OURS.choice is None

    def test_without_other_calendars_it_is_equal(self) -> None:
        assert OURS.under(OURS.choose({"organisation": "acme"})) == OURS

    def test_it_pickles(self) -> None:
        under = OURS.under(OURS.choose({"organisation": "acme", "site": "pune"}))
        again = pickle.loads(pickle.dumps(under))
        assert again == under
        assert again.choice == under.choice

    def test_content_without_rules_has_no_new_key(self) -> None:
        assert "choose" not in matrix([]).content()
        assert Matrix.model_validate(OURS.content()) == OURS


class TestDeadlines:
    FIELDS = {"organisation": "acme", "impact": 1, "urgency": 1}
    MONDAY = at("2026-03-02 10:00")

    def test_plan_and_priority_by_fields(self) -> None:
        deadline = compute_deadline(None, None, self.MONDAY, matrix=OURS, fields=self.FIELDS)
        assert deadline.response_due == at("2026-03-02 11:00")
        assert deadline == OURS.compute_deadline("basic", "P1", self.MONDAY)
        assert deadline == OURS.compute_deadline(None, None, self.MONDAY, fields=self.FIELDS)

    def test_calendar_of_the_place(self) -> None:
        fields = {**self.FIELDS, "site": "Pune"}
        deadline = compute_deadline(None, None, self.MONDAY, matrix=OURS, fields=fields)
        assert deadline.response_due == at("2026-03-02 13:00")
        assert deadline != OURS.compute_deadline("basic", "P1", self.MONDAY)
        assert pickle.loads(pickle.dumps(deadline)) == deadline

    def test_without_fields_a_plan_is_needed_as_before(self) -> None:
        with pytest.raises(ArgumentTypeError, match="plan must be the name of a plan; got None"):
            compute_deadline(None, None, self.MONDAY, matrix=OURS)

    def test_ledger_and_provenance_say_why(self) -> None:
        fields = {**self.FIELDS, "site": "Pune"}
        deadline = compute_deadline(None, None, self.MONDAY, matrix=OURS, fields=fields)
        assert deadline.explain("response").facts[2:5] == (
            "chosen by choose[1]: impact is 1 and urgency is 1; gives priority P1",
            "chosen by choose[3]: site is 'Pune'; gives calendar pune for desk",
            "chosen by choose[4]: organisation is 'acme'; gives plan basic",
        )
        found = deadline.provenance
        assert found["matrix"]["sha256"] == OURS.fingerprint()
        assert found["choice"]["calendars"] == {"desk": "pune"}
        assert found["choice"]["fields"] == fields
        assert "choice" not in OURS.compute_deadline("gold", "P1", self.MONDAY).provenance

    def test_saved_deadline_comes_out_again(self) -> None:
        fields = {**self.FIELDS, "site": "Pune"}
        deadline = compute_deadline(None, None, self.MONDAY, matrix=OURS, fields=fields)
        saved = json.loads(json.dumps(deadline.to_dict()))
        assert Deadline.from_dict(saved, matrix=OURS) == deadline


class TestHistories:
    """From 2026 on, Acme is on gold; before, everybody was on basic."""

    OLD = matrix([{"plan": "basic"}], effective_from="2025-01-01", effective_until="2026-01-01")
    NEW = matrix([{"when": {"organisation": "acme"}, "plan": "gold"}], effective_from="2026-01-01")
    BOTH = MatrixHistory([OLD, NEW])

    def test_rules_of_the_version_in_force(self) -> None:
        def plan(when: str) -> str:
            fields = {} if when < "2026" else {"organisation": "acme"}
            deadline = compute_deadline(None, "P2", at(when), matrix=self.BOTH, fields=fields)
            return deadline.row.plan.id

        assert (plan("2025-12-31 23:00"), plan("2026-01-01 00:00")) == ("basic", "gold")

    def test_no_version_chooses(self) -> None:
        history = MatrixHistory([self.NEW])
        with pytest.raises(ChoiceError):
            history.in_force_by_fields(at("2026-03-02 10:00"), {"organisation": "hooli"})

    def test_clock(self) -> None:
        log = [Opened(at("2026-03-02 10:00"), priority="P2", fields={"organisation": "Acme"})]
        state = Clock(self.BOTH, log).at(at("2026-03-02 10:00"))
        assert state["response"].due_at == at("2026-03-02 12:00")


class TestClocks:
    OPENED = Opened(
        at("2026-03-02 10:00"),
        fields={"organisation": "acme", "impact": 2, "site": "pune", "type": "bug"},
    )

    def test_terms_by_the_fields_of_the_opening(self) -> None:
        state = Clock(OURS, [self.OPENED]).at(at("2026-03-02 13:00"))
        assert (state.row.plan.id, state.row.priority and state.row.priority.id) == ("basic", "P2")
        assert state["resolution"].due_at == at("2026-03-02 20:00")
        assert "chosen by choose[3]: site is 'pune'; gives calendar pune for desk" in (
            state["resolution"].explain().facts
        )

    def test_calendars_stay_when_the_priority_changes(self) -> None:
        log = [self.OPENED, PriorityChanged(at("2026-03-02 13:00"), "P1")]
        state = Clock(OURS, log).at(at("2026-03-02 13:00"))
        assert state["resolution"].due_at == at("2026-03-02 16:00")

    def test_log_goes_out_and_in_again(self) -> None:
        clock = Clock(OURS, [self.OPENED])
        again = Clock.from_dicts(json.loads(json.dumps(clock.to_dicts())), matrix=OURS)
        assert again.events == clock.events
        assert pickle.loads(pickle.dumps(clock)).events == clock.events

    def test_field_that_is_a_slip_of_the_pen(self) -> None:
        log = [Opened(at("2026-03-02 10:00"), fields={"organization": "acme"})]
        with pytest.raises(EventError, match="unknown field 'organization' .* did you mean"):
            Clock(OURS, log)

    def test_no_rule_fits(self) -> None:
        with pytest.raises(EventError, match=r"events\[0\] .* no rule of matrix 'ours'"):
            Clock(OURS, [Opened(at("2026-03-02 10:00"), fields={"organisation": "hooli"})])

    def test_fields_are_kept_as_they_are_but_those_without_a_value(self) -> None:
        event = from_dict(
            {
                "at": "2026-03-02T10:00:00+05:30",
                "type": "opened",
                "fields": {"impact": 2, "vip": True, "site": None},
            }
        )
        assert event.to_dict()["fields"] == {"impact": 2, "vip": True}
        assert event == Opened(at("2026-03-02 10:00"), fields={"vip": True, "impact": 2})
        assert hash(event) == hash(Opened(at("2026-03-02 10:00"), fields={"impact": 2, "vip": 1}))

    def test_fields_of_other_types(self) -> None:
        with pytest.raises(ArgumentTypeError, match=r"fields\['impact'\] must be text"):
            Opened(at("2026-03-02 10:00"), fields={"impact": 2.5})
        with pytest.raises(ArgumentTypeError, match="fields must be a mapping"):
            Opened(at("2026-03-02 10:00"), fields=["acme"])  # type: ignore[arg-type]
