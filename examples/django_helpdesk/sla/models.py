"""What the two do not know of each other: which change of a ticket means what to its clock."""

from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from helpdesk.models import FollowUp, Ticket

from slaclock import events
from slaclock.contrib.django.models import SlaState


class TicketSla(SlaState):
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="sla")

    def save(self, **given):
        """Save, and copy what is due into the ticket, for the pages that show it there."""
        super().save(**given)
        Ticket.objects.filter(pk=self.ticket_id).update(due_date=self.due_next)


@receiver(post_save, sender=Ticket)
def ticket_was_saved(instance, **_):
    """Forms, holds, the board, the API and mails all save the ticket: here each is seen."""
    sla = TicketSla.objects.filter(ticket=instance).first() or TicketSla(ticket=instance)
    sla.follow(
        timezone.now(),
        plan=instance.queue.slug,
        priority=str(instance.priority),
        is_waiting=bool(instance.on_hold),
        is_resolved=instance.status not in Ticket.OPEN_STATUSES,
        reason="on hold",
    )
    sla.save()  # a form may have posted an older due date back


@receiver(post_save, sender=FollowUp)
def somebody_wrote(instance, created, **_):
    """A public comment is an answer; the first one of a ticket only repeats its description."""
    repeats = instance.comment == instance.ticket.description
    if created and instance.public and instance.comment and not repeats:
        by_staff = getattr(instance.user, "is_staff", False)
        kind = events.Responded if by_staff else events.CustomerReplied
        wrote = kind(timezone.now(), key=f"followup-{instance.pk}")
        instance.ticket.sla.record(wrote.at, wrote)


def tell(entry):
    """Write an escalation into the ticket, for support alone."""
    title = f"Level {entry.level}, {entry.contact}: {entry.metric} has reached {entry.point}"
    entry.state.ticket.followup_set.create(title=title, public=False)
