"""A help desk that knows nothing of time, and the states of its tickets."""

from __future__ import annotations

from django.db import models

from slaclock.contrib.django.models import SlaState


class Case(models.Model):
    title = models.CharField(max_length=100)

    class Meta:
        app_label = "helpline"


class CaseSla(SlaState):
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="sla")

    class Meta:
        app_label = "helpline"
