"""`manage.py sla_report > report.html`: the attainment of all tickets, as a page."""

from django.core.management.base import BaseCommand
from django.utils import timezone
from sla.models import TicketSla

from slaclock.contrib.django.contract import contract
from slaclock.reports import make_report, take_logs


class Command(BaseCommand):
    def handle(self, **_):
        tickets = take_logs(dict(TicketSla.objects.values_list("ticket_id", "log")))
        self.stdout.write(make_report(tickets, matrix=contract(), as_of=timezone.now()).to_html())
