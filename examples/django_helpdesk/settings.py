"""The settings of the demonstration: what django-helpdesk asks for, and six lines of slaclock."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import django

HERE = Path(__file__).parent
SECRET_KEY = "for the demonstration alone"  # noqa: S105
DEBUG = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "rest_framework",
    "helpdesk",
    "slaclock.contrib.django",
    "sla",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "urls"
TEMPLATES = [
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
]


def database(name: str) -> dict[str, str]:
    """Return the settings of a file of SQLite, or of what postgresql://user@host/name means."""
    if not name.startswith("postgresql:"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name}
    parts = urlsplit(name)
    server = {"USER": parts.username or "", "PASSWORD": parts.password or ""}
    host = parts.hostname or dict(parse_qsl(parts.query)).get("host", "")
    at = {"HOST": host, "PORT": str(parts.port or "")}
    return {"ENGINE": "django.db.backends.postgresql", "NAME": parts.path[1:], **server, **at}


DATABASES = {"default": database(os.environ.get("HELPDESK_DB", str(HERE / "helpdesk.db")))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": NO_MAIL}}
else:
    EMAIL_BACKEND = NO_MAIL
LOGIN_URL = "/helpdesk/login/"
LOGIN_REDIRECT_URL = "/helpdesk/tickets/"
SITE_ID = 1
STATIC_URL = "/static/"
TIME_ZONE = "Asia/Kolkata"
USE_TZ = True

HELPDESK_ACTIVATE_API_ENDPOINT = True
HELPDESK_TEAMS_MODE_ENABLED = False


def HELPDESK_QUERY_CLASS():  # noqa: N802 - its name is given
    from sla.lists import SlaQuery

    return SlaQuery


SLACLOCK_MATRIX = HERE / "support.toml"
SLACLOCK_SEND = "sla.models.tell"
