"""Plain data that slaclock saved, and may not be what comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from slaclock.errors import ArgumentTypeError, SlaClockError

__all__ = ["reads_saved"]

Made = TypeVar("Made")
P = ParamSpec("P")


def reads_saved(name: str, maker: str) -> Callable[[Callable[P, Made]], Callable[P, Made]]:
    """Make a class method that reads saved data refuse what is of another form.

    Args:
        name: What the data is called in the error.
        maker: What makes such data, as a caller writes it.
    """

    def decorate(read: Callable[P, Made]) -> Callable[P, Made]:
        @wraps(read)
        def checked(*args: P.args, **kwargs: P.kwargs) -> Made:
            try:
                return read(*args, **kwargs)
            except SlaClockError:
                raise  # some of them are of the kinds below too
            except (LookupError, TypeError, AttributeError, ValueError, OverflowError):
                raise ArgumentTypeError(name, args[1], f"what `{maker}` gives") from None

        return checked

    return decorate
