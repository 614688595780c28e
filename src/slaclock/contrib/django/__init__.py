"""slaclock in a Django project: put `slaclock.contrib.django` into `INSTALLED_APPS`.

- `slaclock.contrib.django.models.SlaState`: a model of one's own that stores the log of a
  ticket and what follows from it, so that a database can sort and filter by it.
- `contract.contract`: the contract of `settings.SLACLOCK_MATRIX`, with the closures and the
  other hours that were written into the admin.
- `manage.py slaclock_due` brings what has changed by itself up to date, and fills the outbox.
- `{% load slaclock %}` brings the filters `sla_due` and `sla_remaining`.

Its modules need Django and its settings, so nothing else in slaclock imports them.
"""
