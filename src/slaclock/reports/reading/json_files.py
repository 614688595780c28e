"""JSON files as tables of text: JSON Lines, an array of objects, or one object that holds one.

What is nested gets a name with dots: `fields.created`, as Jira's and Zendesk's answers have it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import polars as pl

from slaclock.errors import TicketFileError
from slaclock.reports.reading.csv_files import not_in_encoding
from slaclock.reports.reading.lines import ROW, BadLine, RawTable
from slaclock.reports.reading.sources import Source

__all__ = ["JsonFile"]

_FEW = 100
"""A file of fewer lines is read one by one: it may be one value, and it costs nothing."""
SAMPLE = 2_000
"""How many objects are looked at for names first; all of them only if a role has no column."""
DEEPEST = 6
"""How many names may stand in a name with dots; what is deeper stays JSON text."""
MOST_COLUMNS = 2_000
_WRAPPERS = frozenset(
    [
        "cases",
        "conversations",
        "data",
        "entries",
        "incidents",
        "issues",
        "items",
        "objects",
        "records",
        "requests",
        "result",
        "results",
        "rows",
        "tickets",
        "value",
        "values",
    ]
)
"""What the array of tickets is called in the answers of web services."""
_LONG_NUMBER = r"^-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+$|^-?[0-9]{16,}$"
"""Numbers that polars may have put into other words than the file."""
_HALF = "holds half of a character (a surrogate), which is no text"


class Item(NamedTuple):
    """An object of the file, or what is wrong with it: its row, and where it stands."""

    row: int
    value: dict[str, Any] | None
    problem: str


class JsonFile:
    """A JSON file whose columns are known.

    Attributes:
        header: The names of the columns, those of nested values with dots.
        is_sampled: Whether only the first objects were looked at for names.
    """

    def __init__(self, source: Source) -> None:
        """Find the columns.

        Raises:
            TicketFileError: Not UTF-8, or nothing in it that could be tickets.
        """
        self.source = source
        self.items: list[Item] | None = None
        schema = _schema(source, SAMPLE) if _are_objects(source) else None
        self.is_sampled = schema is not None
        if schema is not None:
            self.header = _names(schema)
            self.schema = schema
        else:
            self._read_items()

    def look_at_all(self) -> None:
        """Look at every object for names that the first have not."""
        if not self.is_sampled:
            return
        self.is_sampled = False
        # Step by step: where every object has a name of its own, polars takes minutes for all.
        for rows in (4 * SAMPLE, 16 * SAMPLE, None):
            schema = _schema(self.source, rows)
            if schema is None:
                self._read_items()
                return
            self.header, self.schema = _names(schema), schema

    def _read_items(self) -> None:
        self.items = list(_items(self.source))
        names: dict[str, None] = {}
        for index, item in enumerate(self.items):
            found = dict.fromkeys(_paths(item.value or {}))
            if _are_texts(found):
                names.update(found)
            else:
                self.items[index] = Item(item.row, None, _HALF)
            if len(names) > MOST_COLUMNS:
                raise TicketFileError(self.source.name, f"has over {MOST_COLUMNS} different names")
        if all(item.value is None for item in self.items):
            raise TicketFileError(self.source.name, _no_object(self.source, self.items))
        self.header = list(names)

    def parts(self, wanted: Sequence[str], *_: object) -> tuple[RawTable]:
        """Return some of the columns, as one part."""
        return (self._read(wanted),)

    def _read(self, wanted: Sequence[str]) -> RawTable:
        if self.items is None and not self._has_lists(wanted):
            frame = self._by_polars(wanted)
            if frame is not None:
                return RawTable(frame, tuple(self.header), len(frame), ())
        self.items = self.items or list(_items(self.source))
        return self._by_item(self.items, wanted)

    def _has_lists(self, wanted: Sequence[str]) -> bool:
        tops = {name.partition(".")[0] for name in wanted}
        return any("List" in str(self.schema[name]) for name in tops)

    def _by_polars(self, wanted: Sequence[str]) -> pl.DataFrame | None:
        """Return the columns; None where polars would put a value into other words."""
        tops = {name.partition(".")[0] for name in wanted}
        schema = {name: _as_text(dtype) for name, dtype in self.schema.items() if name in tops}
        lazy = pl.scan_ndjson(self.source.for_polars(), schema=schema)
        picked = [_picked(name, schema).alias(name) for name in wanted]
        try:
            frame = lazy.select(picked).collect()
        except pl.exceptions.PolarsError:
            return None
        if frame.select(pl.any_horizontal(pl.all().str.contains(_LONG_NUMBER).any())).item():
            return None
        return frame.with_row_index(ROW, offset=1)

    def _by_item(self, items: Sequence[Item], wanted: Sequence[str]) -> RawTable:
        numbers: list[int] = []
        values: dict[str, list[str | None]] = {name: [] for name in wanted}
        bad: list[BadLine] = []
        for item in items:
            texts = {} if item.value is None else _texts(item.value, wanted)
            if item.value is None or texts is None:
                bad.append(BadLine(item.row, item.problem or _HALF))
                continue
            numbers.append(item.row)
            for name, column in values.items():
                column.append(texts[name])
        data = {ROW: pl.Series(numbers, dtype=pl.UInt32)}
        data |= {name: pl.Series(column, dtype=pl.String) for name, column in values.items()}
        return RawTable(pl.DataFrame(data), tuple(self.header), len(items), tuple(bad))


# --- by polars, where every line is an object and no value would come out in other words


def _are_objects(source: Source) -> bool:
    """Return whether there are many lines, and each seems to be one object."""
    line = pl.col("line")
    lines = pl.scan_csv(
        source.for_polars(),
        has_header=False,
        separator="\x01",
        quote_char=None,
        infer_schema=False,
        new_columns=["line"],
    ).select(
        rows=pl.len(),
        fine=(line.str.starts_with("{") & line.str.strip_chars_end().str.ends_with("}")).all(),
    )
    try:
        rows, fine = lines.collect().row(0)
    except pl.exceptions.PolarsError:
        return False
    return bool(rows >= _FEW and fine)


def _schema(source: Source, rows: int | None) -> dict[str, Any] | None:
    """Return the types in the first objects, or all; None for what is read one by one."""
    try:
        found = pl.scan_ndjson(source.for_polars(), infer_schema_length=rows).collect_schema()
    except pl.exceptions.PolarsError:
        return None
    return dict(found) if found and len(_names(dict(found))) <= MOST_COLUMNS else None


def _names(schema: dict[str, Any], before: str = "", depth: int = 1) -> list[str]:
    found = []
    for name, dtype in schema.items():
        if isinstance(dtype, pl.Struct) and depth < DEEPEST:
            inner = {field.name: field.dtype for field in dtype.fields}
            found += _names(inner, f"{before}{name}.", depth + 1)
        else:
            found.append(before + name)
    return found


def _as_text(dtype: Any) -> Any:
    if isinstance(dtype, pl.Struct):
        return pl.Struct({field.name: _as_text(field.dtype) for field in dtype.fields})
    return pl.String


def _picked(name: str, schema: dict[str, Any]) -> pl.Expr:
    if name in schema:
        return pl.col(name)
    top, *rest = name.split(".")
    found = pl.col(top)
    for part in rest:
        found = found.struct.field(part)
    return found


# --- one by one


def _items(source: Source) -> Iterator[Item]:
    content = source.content()
    encoding = json.detect_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise not_in_encoding(source.name, encoding, error.start) from None
    whole = _whole(text)
    if whole is not None:
        yield from _of_array(source.name, whole)
        return
    row = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            row += 1
            value = _loaded(line)
            fine = isinstance(value, dict)
            problem = "" if fine else f"line {number} is not a JSON object"
            yield Item(row, value if fine else None, problem)


def _no_object(source: Source, items: Sequence[Item]) -> str:
    """Return why no object could be read: where JSON breaks off, or what stands there instead."""
    why = items[0].problem if items else "it is empty"
    content = source.content().lstrip()
    if content[:1] in (b"{", b"["):
        try:
            json.loads(content)
        except ValueError as error:
            why = str(error)
        except RecursionError:
            why = "it is nested too deep"
    return f"holds no JSON object: {why}"


def _whole(text: str) -> Any:
    """Return what the text is if it is one value, and not JSON Lines; else None."""
    start = text.lstrip()
    if start.startswith("["):
        return _loaded(text)
    if start.startswith("{"):
        first = start.partition("\n")[0]
        if _loaded(first) is None or "\n" not in start.rstrip():
            return _loaded(text)
    return None


def _of_array(name: str, whole: Any) -> Iterator[Item]:
    """Yield the entries of an array; an answer of a web service stands for the array in it."""
    entries = whole
    if isinstance(whole, dict):
        found = _wrapped(whole)
        entries = [whole] if found is None else found
    for row, entry in enumerate(entries, start=1):
        fine = isinstance(entry, dict)
        problem = "" if fine else f"entry {row} of the array is not a JSON object"
        yield Item(row, entry if fine else None, problem)
    if not entries:
        raise TicketFileError(name, "holds an empty array: no tickets, and no columns")


def _wrapped(whole: dict[str, Any]) -> list[Any] | None:
    """Return the array of objects that an answer is about; None where it is a ticket itself."""
    inner = whole.get("_embedded", whole)
    if not isinstance(inner, dict):
        return None
    arrays = {name: value for name, value in inner.items() if _is_table(value)}
    named = [value for name, value in arrays.items() if name.casefold() in _WRAPPERS]
    if len(inner) == 1:
        named = named or list(arrays.values())
    return max(named, key=len, default=None)


def _is_table(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(entry, dict) for entry in value)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _paths(value: dict[str, Any], before: str = "", depth: int = 1) -> Iterator[str]:
    for name, inner in value.items():
        if isinstance(inner, dict) and inner and depth < DEEPEST:
            yield from _paths(inner, f"{before}{name}.", depth + 1)
        else:
            yield before + name


def _texts(value: dict[str, Any], wanted: Sequence[str]) -> dict[str, str | None] | None:
    """Return the values of some columns as text; None if one is no text at all."""
    found = {name: _text(_at(value, name)) for name in wanted}
    return found if _are_texts(text for text in found.values() if text) else None


def _are_texts(texts: Iterable[str]) -> bool:
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return False
    return True


def _at(value: Any, name: str) -> Any:
    if isinstance(value, dict) and name in value:
        return value[name]
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return _list_text(value)
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return None


def _named(value: dict[str, Any]) -> Any:
    """Return what an entry of a list is called; who gives no name still has a login."""
    return value.get("name") or value.get("login") or value


def _list_text(values: list[Any]) -> str:
    """Return a list of names with commas: of `[{"name": "bug"}]`, the names."""
    names = [_named(value) if isinstance(value, dict) else value for value in values]
    if all(isinstance(name, str) for name in names):
        return ", ".join(names)
    return json.dumps(values, ensure_ascii=False)
