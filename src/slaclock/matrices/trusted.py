"""The contracts that come with slaclock, read without asking whether they are right.

That they are right a test has settled: each gives the same as when pydantic reads it. So a first
deadline does not wait until pydantic has built what reads any contract, and has looked for its
plug-ins, a sixth of its time. What a user wrote is never read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AfterValidator, Discriminator, Tag

from slaclock.matrices.target_spec import TargetValue
from slaclock.on_demand import OnDemand
from slaclock.records import ReadBy, Record

__all__ = ["trusted"]


def trusted(model: type[Record], data: Mapping[str, Any]) -> Any:
    """Return the record of data that is known to be right.

    Args:
        model: What it is a record of.
        data: As in a data file. Keys that the model does not list are promises of a metric.
    """
    fields = model.model_fields
    values: dict[str, Any] = {
        key: _read(fields[key].annotation, fields[key].metadata, value)
        if key in fields
        else _read(TargetValue, (), value)
        for key, value in data.items()
    }
    return model.model_construct(set(data), **values)


def _read(kind: Any, marks: Iterable[Any], value: Any) -> Any:
    """Return a value of a type, which may be written in `Annotated` with some *marks*."""
    for mark in marks:
        if isinstance(mark, ReadBy | OnDemand):
            return mark.read(value)
        if isinstance(mark, Discriminator):
            kind = _arm(kind, mark, value)
    value = _plain(kind, value)
    for mark in marks:
        if isinstance(mark, AfterValidator):
            value = mark.func(value)  # type: ignore[call-arg]
    return value


def _plain(kind: Any, value: Any) -> Any:
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _read(args[0], args[1:], value)
    if origin in (Union, UnionType):  # of one type and nothing; others have a discriminator
        return _plain(next(arm for arm in args if arm is not NoneType), value)
    if origin is tuple:
        return tuple(_plain(args[0], item) for item in value)
    if origin is dict:
        return {_plain(args[0], key): _plain(args[1], item) for key, item in value.items()}
    if isinstance(kind, type) and issubclass(kind, Record):
        return trusted(kind, value)
    return value


def _arm(kind: Any, mark: Discriminator, value: Any) -> Any:
    """Return that type of a union which a discriminator picks."""
    assert callable(mark.discriminator), "none of ours is the name of a key"
    tag = Tag(str(mark.discriminator(value)))
    return next(arm for arm in get_args(kind) if tag in get_args(arm))
