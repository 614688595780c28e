"""How a message shows what it is about: values escaped and shortened, lists of names, near misses.

Whatever a message shows may come from a hostile file, so nothing here raises, prints a control
character or grows without bound. The errors themselves are in `slaclock.errors`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import accumulate

__all__ = [
    "LONGEST_LIST",
    "LONGEST_SHOWN",
    "did_you_mean",
    "listed",
    "plain",
    "plural",
    "shown",
    "tail",
]

LONGEST_SHOWN = 80
LONGEST_LIST = 300


def shown(value: object) -> str:
    """Return *value* in quotes and escaped, shortened to fit into a message."""
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else _repr(value)
    if not text.isprintable():  # a frame, say, is drawn over several lines
        text = ascii(" ".join(text.split()))[1:-1]
    if len(text) <= LONGEST_SHOWN:
        return text
    return f"{text[: LONGEST_SHOWN - 10]}... ({len(text)} characters)"


def plain(value: object) -> str:
    """Return *value* without quotes, escaped and shortened."""
    text = _text(value)
    if text.isprintable() and len(text) <= LONGEST_SHOWN:
        return text
    return shown(text)


def listed(names: Iterable[str]) -> str:
    """Return *names* with commas, escaped and shortened; "none" if there are none.

    >>> listed(["lite", "gold"]), listed([])
    ('lite, gold', 'none')
    """
    texts = [plain(name) for name in names]
    reach = accumulate(len(text) + 2 for text in texts)
    kept = [text for text, end in zip(texts, reach, strict=True) if end <= LONGEST_LIST]
    rest = len(texts) - len(kept)
    return ", ".join([*kept, f"and {rest} more"] if rest else kept) or "none"


def tail(path: str) -> str:
    """Return a path without quotes and escaped; what is too long loses its front.

    With quotes, it is still short enough for `shown`.
    """
    text = path if path.isprintable() else ascii(path)
    most = LONGEST_SHOWN - 2
    return text if len(text) <= most else f"...{text[3 - most :]}"


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """Return "did you mean 'x'? " for the nearest of *known*, or nothing."""
    from difflib import get_close_matches  # slow to load, and only errors need it

    by_folded = {word.casefold(): word for word in known}
    folded = _text(name)[:LONGEST_SHOWN].strip().casefold()
    near = get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    return f"did you mean {by_folded[near[0]]!r}? " if near else ""


def plural(kind: str) -> str:
    """Return the plural of a noun of this package: plan, priority, matrix, key.

    >>> plural("priority"), plural("column or plan")
    ('priorities', 'columns and plans')
    """
    if " or " in kind:
        return " and ".join(map(plural, kind.split(" or ")))
    if kind.endswith("y") and kind[-2] not in "aeiou":
        return kind[:-1] + "ies"
    if kind.endswith("ix"):
        return kind[:-1] + "ces"
    return kind + "s"


def _text(value: object) -> str:
    try:
        return str(value.isoformat() if isinstance(value, date | time) else value)
    except Exception:  # noqa: BLE001 - whatever a foreign object, or a long number, raises
        if isinstance(value, datetime):  # its local time can be shown whatever its class says
            return datetime.combine(datetime.date(value), datetime.time(value)).isoformat()
        return f"<{type(value).__name__}>"


def _repr(value: object) -> str:
    # The repr of a foreign object, or of a number with thousands of digits, can itself raise.
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 - whatever it raises
        return f"<{type(value).__name__}>"
