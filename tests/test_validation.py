"""The types of slaclock as fields of a pydantic model, and in the OpenAPI of a web service."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter, ValidationError

from slaclock import (
    Amount,
    Calendar,
    Clock,
    ClockState,
    Deadline,
    Ledger,
    Limit,
    Matrix,
    MetricDeadline,
    MetricState,
    Status,
    events,
    load_matrix,
)
from tests.world import at, contract

WOTNOT = load_matrix("wotnot")
OPENED = at("2026-03-06 18:30")  # a Friday
DEADLINE = WOTNOT.compute_deadline("starter", "P1", OPENED)
LOG = [
    events.Opened(OPENED, plan="starter", priority="P1"),
    events.Paused(OPENED, reason="customer"),
    events.Happened(OPENED, "told"),
]
STATE = Clock(WOTNOT, LOG).at(OPENED)
TYPES: dict[str, tuple[Any, Any, Any]] = {
    "Amount": (Amount, Amount(seconds=5400), "1 h 30 min"),
    "Limit": (Limit, Limit(Amount(business_days=2), strict=True), "< 2 BD"),
    "Calendar": (Calendar, WOTNOT.calendars["business"], WOTNOT.calendars["business"].content()),
    "Matrix": (Matrix, WOTNOT, WOTNOT.content()),
    "Deadline": (Deadline, DEADLINE, DEADLINE.to_dict()),
    "Ledger": (Ledger, DEADLINE.explain(), DEADLINE.explain().to_dict()),
    "events": (list[events.Event], LOG, [event.to_dict() for event in LOG]),
}
ONE_WAY: dict[str, tuple[Any, Any, Any]] = {
    "MetricDeadline": (MetricDeadline, DEADLINE["response"], DEADLINE["response"].to_dict()),
    "ClockState": (ClockState, STATE, STATE.to_dict()),
    "MetricState": (MetricState, STATE["response"], STATE["response"].to_dict()),
}
ALL = {**TYPES, **ONE_WAY}


@pytest.mark.parametrize(("kind", "value", "plain"), ALL.values(), ids=ALL)
class TestEveryType:
    def test_value_is_taken_as_it_is(self, kind: Any, value: Any, plain: Any) -> None:
        taken = TypeAdapter(kind).validate_python(value)
        assert taken is value or taken == value

    def test_it_is_written_as_plain_data(self, kind: Any, value: Any, plain: Any) -> None:
        assert TypeAdapter(kind).dump_python(value) == plain

    def test_json_schema_describes_what_is_written(self, kind: Any, value: Any, plain: Any) -> None:
        adapter = TypeAdapter(kind)
        schema = adapter.json_schema()
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema).validate(adapter.dump_python(value, mode="json"))
        assert not Draft202012Validator(schema).is_valid(["no", {"such": "thing"}, 1.5])


@pytest.mark.parametrize(("kind", "value", "plain"), TYPES.values(), ids=TYPES)
def test_what_was_written_is_read_back(kind: Any, value: Any, plain: Any) -> None:
    adapter = TypeAdapter(kind)
    assert adapter.validate_json(adapter.dump_json(value)) == value


@pytest.mark.parametrize(("kind", "value", "plain"), ONE_WAY.values(), ids=ONE_WAY)
def test_state_is_not_made_of_plain_data(kind: Any, value: Any, plain: Any) -> None:
    with pytest.raises(ValidationError, match="save the"):
        TypeAdapter(kind).validate_python(plain)


class TestErrors:
    def test_error_of_slaclock_is_one_of_pydantic(self) -> None:
        with pytest.raises(ValidationError) as caught:
            TypeAdapter(Amount).validate_python("4")
        (problem,) = caught.value.errors()
        assert problem["msg"] == "'4' has no unit; write one, such as '4 h', '30 min' or '1 BD'"
        assert problem["type"] == "slaclock"

    def test_braces_in_a_value_stay_as_they_are(self) -> None:
        with pytest.raises(ValidationError, match=r"\{x\}"):
            TypeAdapter(Amount).validate_python("4 {x}")

    def test_matrix_names_every_problem(self) -> None:
        with pytest.raises(ValidationError, match="calendars: is missing"):
            TypeAdapter(Matrix).validate_python({"id": "x"})

    def test_matrix_is_not_read_from_a_path(self) -> None:
        with pytest.raises(ValidationError):
            TypeAdapter(Matrix).validate_python("ours.toml")

    @pytest.mark.parametrize("data", [{}, [], "x", {"title": "x", "facts": [], "rows": [{}]}])
    def test_ledger_of_another_form(self, data: Any) -> None:
        with pytest.raises(ValidationError, match=r"Ledger(Row)?\.to_dict"):
            TypeAdapter(Ledger).validate_python(data)


class TestEvents:
    def test_event_is_told_by_its_type_alone(self) -> None:
        union: TypeAdapter[Any] = TypeAdapter(events.Opened | events.Responded | events.Resolved)
        found = union.validate_python({"at": OPENED.isoformat(), "type": "resolved"})
        assert found == events.Resolved(OPENED)

    def test_event_of_another_type_is_refused(self) -> None:
        class Ticket(BaseModel):
            log: list[events.Opened | events.Resolved]

        log = [entry.to_dict() for entry in LOG[:2]]
        with pytest.raises(ValidationError, match="is no 'opened'"):
            Ticket.model_validate({"log": log})

    def test_unknown_type_names_the_near_miss(self) -> None:
        data = [{"at": OPENED.isoformat(), "type": "pausd"}]
        with pytest.raises(ValidationError, match="did you mean 'paused'") as caught:
            TypeAdapter(list[events.Event]).validate_python(data)
        assert caught.value.errors()[0]["loc"] == (0,)

    def test_schema_has_every_type(self) -> None:
        schema = TypeAdapter(events.Event).json_schema()
        types = [kind["properties"]["type"]["const"] for kind in schema["oneOf"]]
        assert types == list(events.TYPES)


class TestDeadline:
    def test_deadline_of_another_matrix_is_read_with_it(self) -> None:
        ours = contract({"response": "3 h"})
        deadline = ours.compute_deadline("gold", "P1", OPENED)
        adapter = TypeAdapter(Deadline)
        plain = adapter.dump_python(deadline)
        assert adapter.validate_python(plain, context={"matrix": ours}) == deadline
        with pytest.raises(ValidationError, match="matrix"):
            adapter.validate_python(plain)


class Ticket(BaseModel):
    log: list[events.Event]
    reply_within: Amount = Amount(seconds=3600)


class Answer(BaseModel):
    deadline: Deadline
    state: ClockState
    status: Status


app = FastAPI()


@app.post("/tickets")
def answer(ticket: Ticket) -> Answer:
    clock = Clock(WOTNOT, ticket.log)
    opened = ticket.log[0]
    assert isinstance(opened, events.Opened)
    state = clock.at(opened.at + timedelta(hours=1))
    deadline = WOTNOT.compute_deadline(opened.plan, opened.priority, opened.at)
    return Answer(deadline=deadline, state=state, status=state["resolution"].status)


class TestFastAPI:
    def test_log_comes_in_and_an_answer_goes_out(self) -> None:
        log = [entry.to_dict() for entry in LOG[:1]]
        response = TestClient(app).post("/tickets", json={"log": log, "reply_within": "2 h"})
        assert response.status_code == 200
        found = response.json()
        assert found["deadline"]["metrics"]["response"]["due_at"] == "2026-03-09T12:30:00+05:30"
        assert found["status"] == "running"

    def test_bad_event_is_told_with_its_place(self) -> None:
        response = TestClient(app).post("/tickets", json={"log": [{"type": "opened"}]})
        assert response.status_code == 422
        assert response.json()["detail"][0]["loc"] == ["body", "log", 0]

    def test_openapi_shows_the_types(self) -> None:
        schemas = app.openapi()["components"]["schemas"]
        log = schemas["Ticket"]["properties"]["log"]["items"]["oneOf"]
        assert {kind["title"] for kind in log} == {kind.__name__ for kind in events.TYPES.values()}
        assert schemas["Ticket"]["properties"]["reply_within"]["examples"] == [
            "4 h",
            "1 BD",
            "PT8H",
        ]
        assert schemas["Answer"]["properties"]["status"]["enum"] == [
            *("running", "paused", "met", "breached", "not_applicable")
        ]
