"""The list of tickets, with what is due when and how much time is left."""

from helpdesk.query import DATATABLES_ORDER_COLUMN_CHOICES as KNOWN
from helpdesk.query import __Query__
from model_utils import Choices
from sla.models import TicketSla

from slaclock.contrib.django.templatetags.slaclock import sla_remaining

COLUMNS = [(n, "sla__due_next" if name == "due_date" else name) for n, name in KNOWN]


class SlaQuery(__Query__):
    def get_datatables_context(self, **given):
        found = super().get_datatables_context(column_lookup=Choices(*COLUMNS), **given)
        shown = [row["id"] for row in found["data"]]
        slas = TicketSla.objects.in_bulk(shown, field_name="ticket_id")
        for row in found["data"]:
            sla = slas[row["id"]]
            row["due_date"] = sla.due_next and sla.due_next.isoformat()
            row["status"] = f"{row['status']}, {sla_remaining(sla)}"
        return found
