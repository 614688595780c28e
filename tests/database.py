"""An empty database for each test: in memory, or on the PostgreSQL server that is at hand.

`make postgres` starts such a server and says by `SLACLOCK_POSTGRESQL` where it is.
"""

from __future__ import annotations

import itertools
import os
from urllib.parse import quote

SERVER = os.environ.get("SLACLOCK_POSTGRESQL", "")
NUMBERS = itertools.count(1)


def url_of_empty_database(otherwise: str) -> str:
    """Return the URL of a new database on the server, or *otherwise* where there is none."""
    if not SERVER:
        return otherwise
    host, user, name = _made()
    return f"postgresql://{user}@/{name}?host={quote(host, safe='')}"


def empty_database_for_django() -> dict[str, str]:
    """Return the settings of a new database on the server, or of one in memory."""
    if not SERVER:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    host, user, name = _made()
    return {"ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": user, "HOST": host}


def _made() -> tuple[str, str, str]:
    import psycopg

    name = f"slaclock_{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        return connection.info.host, connection.info.user, name
