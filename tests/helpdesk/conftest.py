"""The project of the example: a process has one Django project, so it is asked for by name."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import url_of_empty_database

EXAMPLE = Path(__file__).parents[2] / "examples" / "django_helpdesk"

if os.environ.get("SLACLOCK_HELPDESK"):
    import django

    sys.path.insert(0, str(EXAMPLE))
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    os.environ["HELPDESK_DB"] = url_of_empty_database(":memory:")
    django.setup()
else:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(autouse=True, scope="session")
def no_connection_stays_open() -> Iterator[None]:
    yield
    from django.db import connections

    connections.close_all()
