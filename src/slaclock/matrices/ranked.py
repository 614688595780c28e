"""Whether plans and priorities stand in an order of rank: `ranked = false` says that they do not.

Kinds of fault, or the customers of one desk, are no ranks: that one is promised more than the
next means nothing. Only the check of a contract asks, to keep quiet about their order.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from slaclock.records import Record

__all__ = ["RankedSpec", "RankedValue"]


class RankedSpec(Record):
    """Of which it is said.

    Attributes:
        plans: Whether plans stand from the cheapest to the dearest.
        priorities: Whether priorities stand from the highest to the lowest.
    """

    plans: bool = True
    priorities: bool = True


def _for_both(value: object) -> object:
    return {"plans": value, "priorities": value} if isinstance(value, bool) else value


RankedValue = (
    Annotated[RankedSpec, BeforeValidator(_for_both, json_schema_input_type=bool | RankedSpec)]
    | None
)
"""One answer for both, or a table with one for each; or nothing said."""
