"""The admin: closures and other hours to write, the outbox to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from slaclock.contrib.django.models import Closure, OtherHours, Outgoing

__all__ = ["SlaStateAdmin"]


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin):
    """Days on which support is closed."""

    list_display = ("first_day", "last_day", "calendar", "reason")
    date_hierarchy = "first_day"


@admin.register(OtherHours)
class OtherHoursAdmin(admin.ModelAdmin):
    """Dates with hours of their own."""

    list_display = ("date", "hours", "calendar", "reason")
    date_hierarchy = "date"


class _ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Outgoing)
class OutgoingAdmin(_ReadOnly):
    """What is to be told, and whether it was; nothing here is written by hand."""

    list_display = ("at", "about", "row", "metric", "point", "level", "contact", "sent_at")
    list_filter = ("level", "metric")


class SlaStateAdmin(_ReadOnly):
    """A list of states by what is due next; register your model with it, or derive from it."""

    list_display = ("__str__", "standing", "due_next", "level", "next_change")
    list_filter = ("standing", "level")
    ordering = ("due_next",)
    readonly_fields = ("standing", "dues", "statuses", "due_next", "next_change", "level")
