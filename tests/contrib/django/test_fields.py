"""The field of a log: events in Python, JSON in the database."""

from __future__ import annotations

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import modelform_factory

from slaclock import events
from slaclock.errors import EventError
from tests.contrib.django.helpline.models import Case, CaseSla
from tests.world import at

MONDAY = at("2026-03-02 10:00")
LOG = [events.Opened(MONDAY, "gold", "P1", key="mail-1"), events.Paused(MONDAY, "customer")]


def saved(log: object) -> CaseSla:
    case = Case.objects.create(title="It is down")
    return CaseSla.objects.create(case=case, log=log)


class TestLogField:
    def test_events_come_back_as_events(self) -> None:
        row = CaseSla.objects.get(pk=saved(LOG).pk)
        assert row.log == LOG
        assert row.log[0].key == "mail-1"

    def test_plain_data_is_taken(self) -> None:
        row = saved([event.to_dict() for event in LOG])
        assert CaseSla.objects.get(pk=row.pk).log == LOG

    def test_what_is_no_event_is_not_saved(self) -> None:
        wrong = pytest.raises(EventError, match="unknown event type 'stopped'")
        with wrong, transaction.atomic():
            saved([{"at": "2026-03-02T10:00:00Z", "type": "stopped"}])
        assert CaseSla.objects.count() == 0

    def test_full_clean_says_what_is_wrong(self) -> None:
        row = CaseSla(case=Case.objects.create(), log=[{"type": "paused"}])
        with pytest.raises(ValidationError) as caught:
            row.clean_fields()
        assert "at is missing" in str(caught.value.message_dict["log"])

    def test_fixture_gives_it_back(self) -> None:
        text = serializers.serialize("json", [saved(LOG)])
        (loaded,) = serializers.deserialize("json", text)
        assert loaded.object.log == LOG

    def test_form_shows_json_and_reads_it(self) -> None:
        form_class = modelform_factory(CaseSla, fields=["log"])
        row = saved(LOG)
        shown = form_class(instance=row)["log"].value()
        form = form_class({"log": shown}, instance=row)
        assert form.is_valid(), form.errors
        assert form.save().log == LOG
