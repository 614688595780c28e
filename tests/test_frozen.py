"""Values that do not change: what they take, equal, hash and refuse."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any, ClassVar

import pytest

from slaclock.frozen import Value


class Stop(Value):
    """A value with a default, and a name that is the class's alone."""

    kind: ClassVar[str] = "stop"
    since: int
    reason: str = "none"


class NamedStop(Stop):
    """The same with a field more."""

    name: str = ""


class Other(Value):
    """Fields of the same names as those of a stop."""

    since: int
    reason: str = "none"


class TestValue:
    def test_is_filled_by_place_by_name_and_by_default(self) -> None:
        stop = Stop(3)
        assert (stop.since, stop.reason) == (3, "none")
        assert Stop(3, "fee") == Stop(reason="fee", since=3)

    def test_fields_of_the_base_come_first(self) -> None:
        assert NamedStop(1, "fee", "x") == NamedStop(name="x", since=1, reason="fee")

    @pytest.mark.parametrize(
        ("args", "given"),
        [((), {}), ((1, "a", "b"), {}), ((1,), {"since": 1}), ((1,), {"kind": "x"})],
        ids=["missing", "too many", "twice", "no field"],
    )
    def test_other_arguments_are_refused(self, args: tuple[Any, ...], given: Any) -> None:
        with pytest.raises(TypeError, match="^Stop has the fields since, reason$"):
            Stop(*args, **given)

    def test_equals_and_hashes_by_class_and_content(self) -> None:
        assert Stop(1) == Stop(1, "none")
        assert hash(Stop(1)) == hash(Stop(1, "none"))
        assert Stop(1) != Stop(2)
        assert Stop(1) != Other(1)
        assert Stop(1) != NamedStop(1)
        assert Stop(1) != (1, "none")

    def test_shows_its_fields(self) -> None:
        assert repr(Stop(1, "fee")) == "Stop(since=1, reason='fee')"

    def test_nothing_can_be_set_or_deleted(self) -> None:
        with pytest.raises(AttributeError, match="^Stop is immutable; since cannot be set$"):
            Stop(1).since = 2  # type: ignore[misc]
        with pytest.raises(AttributeError, match="^Stop is immutable; since cannot be deleted$"):
            del Stop(1).since

    def test_is_a_dataclass_to_those_who_ask(self) -> None:
        stop = NamedStop(1, "fee", "x")
        assert dataclasses.replace(stop, reason="none") == NamedStop(1, "none", "x")
        assert dataclasses.asdict(stop) == {"since": 1, "reason": "fee", "name": "x"}
        assert [one.default for one in dataclasses.fields(NamedStop)][1:] == ["none", ""]
        with pytest.raises(TypeError, match="^Stop has the fields since, reason$"):
            dataclasses.replace(Stop(1), until=2)

    def test_comes_back_from_a_pickle_and_a_copy(self) -> None:
        stop = NamedStop(1, "fee", "x")
        assert pickle.loads(pickle.dumps(stop)) == stop  # one of our own
        assert copy.copy(stop) == copy.deepcopy(stop) == stop

    def test_a_frozen_dataclass_may_derive_from_it(self) -> None:
        """As somebody's own meaning of a business day does."""

        @dataclasses.dataclass(frozen=True)
        class Long(Stop):
            minutes: int = 20

        long = Long(since=3, minutes=30)
        assert (long.since, long.minutes) == (3, 30)
