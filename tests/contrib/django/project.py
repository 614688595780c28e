"""A Django project for the tests of this folder: settings, tables, a contract.

Plan gold runs in the hours from 9 to 7 in India, Monday to Friday. P1 has a response in 4 h and a
resolution in 10 h, P2 in 8 h and 30 h. At half and at the whole of a resolution somebody is told.
"""

from __future__ import annotations

import django
from django.conf import settings
from django.core.management import call_command

from tests.database import empty_database_for_django
from tests.world import contract

LEVELS = [
    {"level": 1, "contact": "Specialist", "at": "50 %", "metric": "resolution"},
    {"level": 2, "contact": "Manager", "at": "100 %", "metric": "resolution"},
]
PROMISES = {
    "P1": {"response": "4 h", "resolution": "10 h"},
    "P2": {"response": "8 h", "resolution": "30 h"},
}
OURS = contract(
    escalation=LEVELS,
    priorities={"P1": {}, "P2": {}},
    plans={"gold": {"calendar": "desk", "targets": PROMISES}},
)
SENT: list[str] = []


def send(entry: object) -> None:
    if "refuse" in str(getattr(entry, "row", "")):
        raise OSError("the post office is closed")
    SENT.append(str(entry))


def set_up() -> None:
    """Configure Django once a process, with empty tables."""
    if settings.configured:
        return
    settings.configure(
        SECRET_KEY="test",
        ALLOWED_HOSTS=["testserver"],
        USE_TZ=True,
        TIME_ZONE="Asia/Kolkata",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.admin",
            "slaclock.contrib.django",
            "tests.contrib.django.helpline",
        ],
        DATABASES={"default": empty_database_for_django()},
        SLACLOCK_MATRIX=OURS,
        ROOT_URLCONF="tests.contrib.django.urls",
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
    )
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
