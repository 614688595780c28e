"""`manage.py demo`: fills an empty database with tickets, and starts the help desk."""

from datetime import timedelta
from unittest.mock import patch

from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone
from helpdesk.models import FollowUp, Queue, Ticket

SUBJECTS = ("The bot is silent", "Web hook returns 401", "Logo on the login page", "Usage of May")


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000")
        parser.add_argument("--fill-only", action="store_true")

    def handle(self, *, port, fill_only, **_):
        call_command("migrate", verbosity=0)
        if not Queue.objects.exists():
            fill(timezone.now())
        call_command("slaclock_due", stdout=self.stdout)
        if not fill_only:
            self.stdout.write(f"http://127.0.0.1:{port}/ - log in as admin, password admin")
            call_command("runserver", port, use_reloader=False, verbosity=0)


def fill(now):
    """Twenty-four tickets of the last days: answered, on hold, resolved, reopened."""
    admin = User.objects.create_superuser("admin", "admin@example.com", "admin")
    queues = [
        Queue.objects.get_or_create(slug=title.lower(), defaults={"title": title})[0]
        for title in ("Basic", "Premium")
    ]
    for number in range(24):
        at = now - timedelta(hours=5 * number + 1)
        with patch("django.utils.timezone.now", return_value=at):
            ticket = Ticket.objects.create(
                title=SUBJECTS[number % 4],
                queue=queues[number % 2],
                priority=number % 5 + 1,
                submitter_email="customer@example.com",
                description="Please help.",
            )
        with patch("django.utils.timezone.now", return_value=at + timedelta(minutes=30)):
            change(ticket, number, admin)


def change(ticket, number, admin):
    if number % 3:
        FollowUp.objects.create(ticket=ticket, public=True, comment="We look at it.", user=admin)
    if number % 4 == 1:
        ticket.on_hold = True
    if number % 4 == 2:
        ticket.status = Ticket.RESOLVED_STATUS
    ticket.save()
    if number % 8 == 2:
        ticket.status = Ticket.REOPENED_STATUS
        ticket.save()
