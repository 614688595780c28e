"""Print the oldest release that each dependency may have, as constraints for pip.

    python tests/oldest.py > oldest.txt && pip install -c oldest.txt .

They are the lower bounds of pyproject.toml: what it says is supported is what is tested.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXTRAS = ("bulk", "cli", "django", "excel", "ics", "report", "yaml")
"""Those of `all`; Spark brings its own."""
DATA = {"tzdata"}
"""Data and no code: the vectors hold the rules of zones as they are known today."""
BOUND = re.compile(r"([\w.-]+)(?:\[[\w,-]+\])?>=([\w.]+)")


def oldest() -> dict[str, str]:
    """Return the lower bound of each package that slaclock or an extra of it needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(one for name in EXTRAS for one in extras[name])]
    found = [BOUND.match(one) for one in wanted]
    return {match[1]: match[2] for match in found if match and match[1] not in DATA}


if __name__ == "__main__":
    for name, release in sorted(oldest().items()):
        print(f"{name}=={release}")
