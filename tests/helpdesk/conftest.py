"""The project of the example: a process has one Django project, so it is asked for by name."""

from __future__ import annotations

import os
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "django_helpdesk"

if os.environ.get("SLACLOCK_HELPDESK"):
    import django

    sys.path.insert(0, str(EXAMPLE))
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    os.environ["HELPDESK_DB"] = ":memory:"
    django.setup()
else:
    collect_ignore_glob = ["test_*.py"]
