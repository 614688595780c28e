"""YAML data files, read as plain data and nothing more. Needs the extra `yaml`.

Parsers disagree about what unquoted `22:00`, `NO` or `2026-01-26` mean. The text is read as
YAML 1.1 by the safe loader, where they become numbers, booleans and dates, so that the checks
of each value can say that it must be quoted. Aliases, merge keys and tags are refused.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from slaclock.errors import MatrixError, MissingExtraError, Problem
from slaclock.messages import shown

__all__ = ["parse_yaml"]

LARGEST_YAML = 256 << 10
"""Characters of a document: the parser is slow, and a contract takes a few thousand."""
DEEPEST = 32
MOST_EVENTS = 30_010
"""A value is at most three events: its key, its beginning and its end. The loader counts values."""
_TAG = "tag:yaml.org,2002:timestamp"
_FLOAT = "tag:yaml.org,2002:float"
_NO_CHARACTER = re.compile(r"\\U(?!000|0010)[0-9A-Fa-f]{8}")
_BRACKET = re.compile(r"[\[\]{}]")
MOST_BRACKETS = 200
_NO_TEXT = re.compile(r"(?i:y|n|yes|no|on|off|true|false|null|~)")
"""What YAML 1.1 takes for true, false or nothing, unless it is quoted."""


def parse_yaml(text: str) -> Any:
    """Return the data of one YAML document.

    Raises:
        MatrixError: Not YAML; over 256 KiB; more than one document; an alias, a merge key or a
            tag; equal keys, or one that YAML takes for true or false; too deep or too long.
        MissingExtraError: The package `ruamel.yaml` is not installed.
    """
    try:
        import ruamel.yaml as ruamel  # an extra, and slow to load
    except ImportError:
        raise MissingExtraError("reading a YAML file", "ruamel.yaml", "yaml") from None
    if len(text) > LARGEST_YAML:
        message = f"is over {LARGEST_YAML >> 10} KiB; a TOML or JSON file may have 1 MiB"
        raise MatrixError([Problem("", None, message)])
    _refuse_too_deep(text)
    try:
        return _loader().load(text)
    except MatrixError:  # which is a ValueError too
        raise
    except ruamel.constructor.DuplicateKeyError as error:  # equal only when read: 1 and 0x1
        raise _refused(error.problem_mark, str(error.problem).partition("\n")[0]) from None
    except ruamel.error.MarkedYAMLError as error:
        raise _refused(error.problem_mark, f"YAML cannot be read: {error.problem}") from None
    except ruamel.reader.ReaderError as error:
        raise _bad_character(text, error) from None
    except ruamel.error.YAMLError as error:
        raise MatrixError([Problem("", None, f"YAML cannot be read: {error}")]) from None
    except (ValueError, OverflowError) as error:  # from an escape, beyond the last character
        found = _NO_CHARACTER.search(text)
        line = f"line {text.count(chr(10), 0, found.start()) + 1}" if found else ""
        problem = f"{found[0]} names no character" if found else error
        raise MatrixError([Problem(line, None, f"YAML cannot be read: {problem}")]) from None


def _loader() -> Any:
    import ruamel.yaml as ruamel

    made = ruamel.YAML(typ="safe", pure=True)
    made.version = (1, 1)
    made.Parser, made.Constructor = _parts()
    return made


@cache
def _parts() -> tuple[Any, Any]:
    """Return a parser that checks all it finds, and a constructor that knows where it failed."""
    import ruamel.yaml as ruamel

    class Parser(ruamel.parser.Parser):
        def __init__(self, loader: Any) -> None:
            super().__init__(loader)
            self.seen = _Events()

        def get_event(self) -> Any:
            event = super().get_event()
            self.seen.check(event)
            return event

    class Constructor(ruamel.constructor.SafeConstructor):
        def construct_object(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - the parser's own
            if node.tag == _FLOAT and "." not in node.value:  # it would warn, and read on
                problem = f"{shown(node.value)} is no number of YAML 1.1; write 1.0e+3 or quote it"
                raise _refused(node.start_mark, problem)
            try:
                return super().construct_object(node, deep)
            except MatrixError:
                raise
            except ValueError as error:  # a date that does not exist, a number of 5,000 digits
                kind = "a date" if node.tag == _TAG else "a number"
                why = "thousands of digits are too many" if "digits" in str(error) else error
                problem = f"{shown(node.value)} is not {kind}: {why}"
                raise _refused(node.start_mark, problem) from None

    return Parser, Constructor


def _refuse_too_deep(text: str) -> None:
    """Refuse brackets in brackets before the parser sees them: it looks far ahead, and slowly.

    Brackets in quotes count too, so the limit is well above that of the levels.
    """
    depth = 0
    for found in _BRACKET.finditer(text):
        depth = depth + 1 if found[0] in "[{" else max(depth - 1, 0)
        if depth > MOST_BRACKETS:
            line = text.count("\n", 0, found.start()) + 1
            message = f"nested too deep; the limit is {DEEPEST} levels"
            raise MatrixError([Problem(f"line {line}", None, message)])


class _Events:
    """A walk over the events of a document, before anything is made of them."""

    def __init__(self) -> None:
        self.count = self.documents = 0
        # The open tables and lists: the lines of a table's keys so far, None for a list; and
        # whether a key comes next.
        self.open: list[tuple[dict[str, int] | None, bool]] = []

    def check(self, event: Any) -> None:
        """Take the next event, or refuse it."""
        mark, name = event.start_mark, type(event).__name__
        self.count += 1
        if self.count > MOST_EVENTS:
            raise _refused(mark, "has too many values")
        _check_form(name, event)
        if name == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                raise _refused(mark, "one document expected, two found")
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            self._value(event, key=None)
            self.open.append(({} if name == "MappingStartEvent" else None, True))
            if len(self.open) > DEEPEST:
                raise _refused(mark, f"nested too deep; the limit is {DEEPEST} levels")
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self.open.pop()
        elif name == "ScalarEvent":
            self._value(event, key=event.value)

    def _value(self, event: Any, key: str | None) -> None:
        """Take what begins here as a key or a value of the innermost table."""
        lines, is_key = self.open[-1] if self.open else (None, False)
        if lines is None:
            return
        self.open[-1] = (lines, not is_key)
        if not is_key:
            return
        line = event.start_mark.line + 1
        if key is None:
            raise _refused(event.start_mark, "a list or table cannot be a key; write text")
        if event.style is None and _NO_TEXT.fullmatch(key):
            problem = f"the key {key} is not text for YAML, but true, false or nothing; quote it"
            raise _refused(event.start_mark, f'{problem}: "{key}"')
        if key in lines:
            message = f"the key {shown(key)} is given twice, on lines {lines[key]} and {line}"
            raise _refused(event.start_mark, message)
        lines[key] = line


def _check_form(name: str, event: Any) -> None:
    """Refuse what makes a document more than plain data: aliases, merge keys and tags."""
    mark = event.start_mark
    if name == "AliasEvent":
        raise _refused(mark, f"alias *{event.anchor}: write the value out, aliases are refused")
    if name == "ScalarEvent" and event.value == "<<" and event.style is None:
        raise _refused(mark, "merge keys (<<) are refused; write the values out")
    tag = str(event.tag) if getattr(event, "tag", None) is not None else ""
    if tag and tag != _TAG:
        raise _refused(mark, f"tag {shown(tag)} is refused; only plain data is read")


def _bad_character(text: str, error: Any) -> MatrixError:
    line = text.count("\n", 0, error.position) + 1
    problem = f"YAML cannot be read: it holds the character U+{ord(text[error.position]):04X}"
    return MatrixError([Problem(f"line {line}", None, problem)])


def _refused(mark: Any, message: str) -> MatrixError:
    place = f"line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""
    return MatrixError([Problem(place, None, message)])
