"""A database for each test: what it wrote is taken back."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest

if importlib.util.find_spec("django") is None:
    collect_ignore_glob = ["*"]
else:
    from tests.contrib.django.project import set_up

    set_up()


@pytest.fixture(autouse=True)
def project() -> Iterator[None]:
    from django.db import connection, transaction

    from tests.contrib.django.project import SENT

    SENT.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    connection.close_if_unusable_or_obsolete()


@pytest.fixture(autouse=True, scope="session")
def no_connection_stays_open() -> Iterator[None]:
    yield
    from django.db import connections

    connections.close_all()
