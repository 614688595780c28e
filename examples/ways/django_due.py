"""Django: each ticket carries its deadlines; import this module in `AppConfig.ready`."""

from django.db.models.signals import pre_save
from django.dispatch import receiver

from slaclock import compute_deadline


@receiver(pre_save, sender="desk.Ticket")
def set_deadlines(sender, instance, **kwargs):
    deadline = compute_deadline(instance.plan, instance.priority, instance.opened_at)
    instance.response_due, instance.resolution_due = deadline.response_due, deadline.resolution_due
