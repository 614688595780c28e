"""The app, as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["SlaclockConfig"]


class SlaclockConfig(AppConfig):
    """Registers the system check when Django starts."""

    name = "slaclock.contrib.django"
    label = "slaclock"
    verbose_name = "Service levels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what Django finds by decorators alone."""
        import slaclock.contrib.django.checks  # noqa: F401
