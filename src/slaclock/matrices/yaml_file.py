"""YAML data files, read as plain data and nothing more. Needs the extra `yaml`.

Parsers disagree about what unquoted `22:00`, `NO` or `2026-01-26` mean. The text is read as
YAML 1.1 by the safe loader, where they become numbers, booleans and dates, so that the checks
of each value can say that it must be quoted. Aliases, merge keys and tags are refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from slaclock.errors import MatrixError, MissingExtraError, Problem, shown

__all__ = ["parse_yaml"]

DEEPEST = 32
MOST_EVENTS = 40_000
"""A value is at most a few events; the values themselves are counted by the loader."""
_TAGS = ("!", "tag:yaml.org,2002:timestamp")


def parse_yaml(text: str) -> Any:
    """Return the data of one YAML document.

    Raises:
        MatrixError: Not YAML; more than one document; an alias, a merge key or a tag; equal
            keys; too deep or too long.
        MissingExtraError: The package `ruamel.yaml` is not installed.
    """
    try:
        import ruamel.yaml as ruamel  # an extra, and slow to load
    except ImportError:
        raise MissingExtraError("reading a YAML file", "ruamel.yaml", "yaml") from None
    loader = ruamel.YAML(typ="safe", pure=True)
    loader.version = (1, 1)
    try:
        _check_events(loader.parse(text))
        return loader.load(text)
    except ruamel.constructor.DuplicateKeyError as error:
        raise _duplicate(error) from None
    except ruamel.error.MarkedYAMLError as error:
        raise _refused(error.problem_mark, f"YAML cannot be read: {error.problem}") from None
    except ruamel.error.YAMLError as error:
        raise MatrixError([Problem("", None, f"YAML cannot be read: {error}")]) from None


def _check_events(events: Iterable[Any]) -> None:
    depth = documents = 0
    for count, event in enumerate(events):
        name, mark = type(event).__name__, event.start_mark
        documents += name == "DocumentStartEvent"
        depth += name in ("MappingStartEvent", "SequenceStartEvent")
        depth -= name in ("MappingEndEvent", "SequenceEndEvent")
        if documents > 1:
            raise _refused(mark, "one document expected, two found")
        if depth > DEEPEST:
            raise _refused(mark, f"nested too deep; the limit is {DEEPEST} levels")
        if count > MOST_EVENTS:
            raise _refused(mark, "has too many values")
        if name == "AliasEvent":
            raise _refused(mark, f"alias *{event.anchor}: write the value out, aliases are refused")
        if name == "ScalarEvent" and event.value == "<<" and event.style is None:
            raise _refused(mark, "merge keys (<<) are refused; write the values out")
        tag = str(event.tag) if getattr(event, "tag", None) is not None else ""
        if tag and tag not in _TAGS:
            raise _refused(mark, f"tag {shown(tag)} is refused; only plain data is read")


def _duplicate(error: Any) -> MatrixError:
    first = error.context_mark.line + 1 if error.context_mark else "?"
    again = error.problem_mark.line + 1 if error.problem_mark else "?"
    lines = str(error.problem).splitlines()
    message = f"{lines[0]} (table at line {first}, again at line {again})"
    return MatrixError([Problem("", None, message)])


def _refused(mark: Any, message: str) -> MatrixError:
    place = f"line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""
    return MatrixError([Problem(place, None, message)])
