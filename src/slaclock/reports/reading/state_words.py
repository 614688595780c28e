"""What the states of a log mean by the rules of a profile, and which rows are about a state.

A log of changed fields has the name of the field in its first state column: `status`, `pending`.
Its rows about other fields say nothing of the state.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from slaclock.reports.reading.profiles import EventRules, StateRule

__all__ = ["ALIVE", "CLOSED", "PAUSED", "RESOLVED", "meanings"]

ALIVE, PAUSED, CLOSED, RESOLVED = range(4)
_WILD = set("*?[")
_FIELD_WORDS = ("field", "attribute", "property")


def meanings(states: pl.Series, rules: EventRules) -> pl.DataFrame:
    """Return what each state of a log means.

    Returns:
        A row for each state: `state`; `means`, one of `ALIVE`, `PAUSED`, `CLOSED` and
        `RESOLVED`, null for a row that says nothing of the state; `responds`, whether it is an
        answer to the customer.
    """
    words = states.unique()
    fields = _fields(rules)
    return pl.DataFrame({"state": words}).with_columns(
        pl.Series("means", [_meaning(word, rules, fields) for word in words], pl.Int8),
        pl.Series("responds", [_responds(word, rules, fields) for word in words], pl.Boolean),
    )


def _meaning(word: str | None, rules: EventRules, fields: frozenset[str]) -> int | None:
    if word is None or (fields and _field_of(word) not in fields):
        return None
    for rule, means in ((rules.resolved, RESOLVED), (rules.closed, CLOSED), (rules.paused, PAUSED)):
        if rule.matches(word):
            return means
    return ALIVE


def _responds(word: str | None, rules: EventRules, fields: frozenset[str]) -> bool:
    if word is None:
        return False
    if fields and rules.responded.is_not and _field_of(word) not in fields:
        return False
    return rules.responded.matches(word)


def _fields(rules: EventRules) -> frozenset[str]:
    """Return the fields that are about the state; none where every row is.

    The rules name them: each of their patterns begins with the name of a field, and always
    with the same few. In a history of states in two columns, such as status and reason, the
    patterns of different meanings begin with different states.
    """
    if len(rules.state) < 2:
        return frozenset()
    named = [
        frozenset(_field_of(pattern) for pattern in _patterns(rule))
        for rule in (rules.paused, rules.closed, rules.resolved)
        if any(_patterns(rule))
    ]
    found = frozenset[str]().union(*named)
    if any(_WILD & set(field) for field in found):
        return frozenset()
    is_named_so = any(word in rules.state[0].casefold() for word in _FIELD_WORDS)
    is_shared = len(found) == 1 and len(named) > 1
    return found if is_named_so or is_shared else frozenset()


def _patterns(rule: StateRule) -> Iterator[str]:
    yield from (*rule.is_, *rule.is_not)


def _field_of(word: str) -> str:
    return word.partition("/")[0].strip().casefold()
