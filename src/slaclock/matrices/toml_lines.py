"""The line on which each key of a TOML file stands: `tomllib` does not say.

Only for text that `tomllib` has read: what it would refuse is not looked for again here. A key
path is written as everywhere in messages, such as `plans.gold.targets.P1` or `escalation[0]`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping

from slaclock.calendars.hours import parse_weekdays
from slaclock.errors import SlaClockError
from slaclock.messages import plain

__all__ = ["line_of", "toml_lines"]

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_TEXT = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?!")|' + r"'''.*?'''(?!')|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]+")
_LAST_PART = re.compile(r"(\.[^.\[]*|\[\d+\])$")


def toml_lines(text: str) -> dict[str, int]:
    r"""Return the line of every key of a TOML file, by its path; the first line is 1.

    >>> toml_lines('id = "ours"\n[plans.gold]\ntargets.P1 = { response = "1 h" }')
    ... # doctest: +NORMALIZE_WHITESPACE
    {'id': 1, 'plans': 2, 'plans.gold': 2, 'plans.gold.targets': 3, 'plans.gold.targets.P1': 3,
     'plans.gold.targets.P1.response': 3}

    Args:
        text: The content of a file that is valid TOML.
    """
    walk = _TomlWalk(text)
    walk.document()
    return walk.lines


def line_of(lines: Mapping[str, int], path: str) -> int | None:
    """Return the line of a path, or else of the nearest table that it lies in.

    A weekday is found in its range or list too: `hours.tue` under the key `mon-fri`.
    """
    while path:
        found = lines.get(path) or _line_of_weekday(lines, path)
        if found is not None:
            return found
        path = _LAST_PART.sub("", path) if _LAST_PART.search(path) else ""
    return None


def _line_of_weekday(lines: Mapping[str, int], path: str) -> int | None:
    table, _, day = path.rpartition(".")
    if not table.endswith("hours"):
        return None
    keys = (key.removeprefix(f"{table}.") for key in lines if key.startswith(f"{table}."))
    return next((lines[f"{table}.{key}"] for key in keys if _is_among(day, key)), None)


def _is_among(day: str, key: str) -> bool:
    try:
        return set(parse_weekdays(day)) <= set(parse_weekdays(key))
    except SlaClockError:
        return False


class _TomlWalk:
    """A walk over a TOML text that notes where each key begins."""

    def __init__(self, text: str) -> None:
        # As tomllib does: a file's line ends may be those of Windows.
        self.text, self.at = text.replace("\r\n", "\n"), 0
        self.ends = [match.start() for match in re.finditer("\n", self.text)]
        self.lines: dict[str, int] = {}
        self.tables: dict[str, int] = {}  # how often `[[path]]` has stood, by path

    def document(self) -> None:
        place = ""
        self._skip()
        while self.at < len(self.text):
            if self._take("[["):
                place = self._header(is_list=True)
                self._take("]]")
            elif self._take("["):
                place = self._header(is_list=False)
                self._take("]")
            else:
                self._entry(place)
            self._skip()

    def _header(self, *, is_list: bool) -> str:
        place = ""
        start, keys = self.at, self._keys()
        for index, key in enumerate(keys):
            place = f"{place}.{key}" if place else key
            self._note(place, start)
            if is_list and index == len(keys) - 1:
                self.tables[place] = self.tables.get(place, -1) + 1
            if place in self.tables:
                place = f"{place}[{self.tables[place]}]"
                self._note(place, start)
        return place

    def _entry(self, place: str) -> None:
        """Read a key, or several with dots, and its value."""
        start = self.at
        for key in self._keys():
            place = f"{place}.{key}" if place else key
            self._note(place, start)
        self._take("=")
        self._value(place)

    def _value(self, place: str) -> None:
        self._skip()
        if self._take("["):
            index = 0
            while not self._take("]"):
                self._note(f"{place}[{index}]", self.at)
                self._value(f"{place}[{index}]")
                self._take(",")
                index += 1
        elif self._take("{"):
            while not self._take("}"):
                self._entry(place)
                self._take(",")
        else:
            found = _TEXT.match(self.text, self.at) or _BARE.match(self.text, self.at)
            assert found is not None, "valid TOML has a value here"
            self.at = found.end()

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while not keys or self._take("."):
            self._skip()
            found = _KEY.match(self.text, self.at)
            assert found is not None, "valid TOML has a key here"
            self.at = found.end()
            keys.append(_unquoted(found[0]))
        return keys

    def _take(self, mark: str) -> bool:
        """Go past *mark*, and the space before and after it, if it stands here."""
        self._skip()
        if not self.text.startswith(mark, self.at):
            return False
        self.at += len(mark)
        self._skip()
        return True

    def _skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def _note(self, place: str, start: int) -> None:
        self.lines.setdefault(place, bisect_right(self.ends, start - 1) + 1)


def _unquoted(key: str) -> str:
    if key[0] not in "\"'":
        return plain(key)
    return plain(next(iter(tomllib.loads(f"{key} = 0"))))
