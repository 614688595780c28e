"""A field that holds the log of a ticket: a list of events, stored as JSON."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from slaclock.errors import SlaClockError
from slaclock.events import Event, log_from_dicts, log_to_dicts

__all__ = ["LogField"]


class LogField(models.JSONField):
    """A list of events; plain dictionaries are taken too, as forms and fixtures give them.

    What is no event is refused where it is written, with a `ValidationError` or an
    `EventError` that says which entry it is.
    """

    description = "the log of a ticket"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the arguments of a `JSONField`; without a default the log is empty."""
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> list[Event] | None:
        """Return the events of a column."""
        plain = super().from_db_value(value, expression, connection)
        return None if plain is None else log_from_dicts(plain)

    def to_python(self, value: Any) -> Any:
        """Return the events of what a form or a fixture gives."""
        try:
            return value if value is None else _events(value)
        except SlaClockError as error:
            raise ValidationError(str(error)) from None

    def get_prep_value(self, value: Any) -> Any:
        """Return what is stored."""
        return super().get_prep_value(_plain(value))

    def validate(self, value: Any, model_instance: Any) -> None:
        """Check it as the plain data that it is stored as."""
        super().validate(_plain(value), model_instance)

    def value_from_object(self, obj: Any) -> Any:
        """Return what a form shows."""
        return _plain(super().value_from_object(obj))

    def value_to_string(self, obj: Any) -> Any:
        """Return what a fixture holds."""
        return self.value_from_object(obj)


def _events(value: Any) -> list[Event]:
    given = list(value)
    if all(isinstance(entry, Event) for entry in given):
        return given
    return log_from_dicts(_plain(given))


def _plain(value: Any) -> Any:
    """Return a log as plain data; what is neither events nor lists of them stays as it is."""
    if not isinstance(value, list | tuple):
        return value
    known = [entry.to_dict() if isinstance(entry, Event) else entry for entry in value]
    return log_to_dicts(log_from_dicts(known))
