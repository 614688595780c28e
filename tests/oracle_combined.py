"""The oracle of calendars that are made of two others, by the sets of what is open.

A date has what the first operand has on it, as far as the second one lets it; or also what the
second one alone has open from an instant of that date on, up to midnight.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from tests.oracle import DAY, OracleCalendar, Stretch, cut, dates, reading, unite

Operation = Literal["&", "|", "-"]


class OracleCombined(OracleCalendar):
    """Two calendars as one; the zone is that of the first."""

    def __init__(self, left: OracleCalendar, operation: Operation, right: OracleCalendar) -> None:
        self.left, self.operation, self.right = left, operation, right
        self.zone = left.zone
        self._opening: dict[date, list[Stretch]] = {}
        self._owned: dict[date, list[Stretch]] = {}

    def _find_opening_on(self, day: date) -> list[Stretch]:
        own = unite(self.left.opening_on(day))
        if self.operation == "|":
            return [*own, *self._added_on(day)]
        others = self.right.stretches(day - 4 * DAY, day + 6 * DAY)
        without = without_all(own, others)
        return without if self.operation == "-" else without_all(own, without)

    def _added_on(self, day: date) -> list[Stretch]:
        """Return what only the second operand has open, of what begins on a date."""
        around = day - 5 * DAY, day + 5 * DAY
        pieces = without_all(self.right.stretches(*around), self.left.stretches(*around))
        for midnight in (self.at_time(one, "00:00") for one in dates(day - 2 * DAY, day + 3 * DAY)):
            pieces = [part for piece in pieces for part in split_at(piece, midnight)]
        return [piece for piece in pieces if reading(self.zone, piece[0]).date() == day]

    def _find_owned_by(self, day: date) -> list[Stretch]:
        """Return what a date has, and what later ones have before its last closing.

        An instant before the last closing of a date belongs to it or to one before it: also
        where it lies in a hole of that date, and was opened by a later one.
        """
        own = self._late_part(day)
        if not own:
            return []
        for later in (day + step * DAY for step in (1, 2, 3)):
            early = without_all(unite(self.opening_on(later)), self._late_part(later))
            begun = self._closed_from(day)
            own = unite([*own, *[(max(a, begun), b) for a, b in early if b > begun]])
            if self._late_part(later):
                break
        return own

    def _closed_from(self, day: date) -> int:
        """Return the last closing of the dates before one."""
        before = (self.opening_on(day - step * DAY) for step in (1, 2, 3, 4))
        return max((b for stretches in before for _, b in stretches), default=-(10**18))

    def _late_part(self, day: date) -> list[Stretch]:
        closed = self._closed_from(day)
        return [(max(a, closed), b) for a, b in unite(self.opening_on(day)) if b > closed]


def without_all(stretches: list[Stretch], taken: list[Stretch]) -> list[Stretch]:
    """Return what is left of some stretches when others are taken out of them."""
    for other in taken:
        stretches = [piece for stretch in stretches for piece in cut(stretch, other)]
    return stretches


def split_at(piece: Stretch, instant: int) -> list[Stretch]:
    """Return a stretch in two, if an instant lies within it."""
    opens, closes = piece
    return [(opens, instant), (instant, closes)] if opens < instant < closes else [piece]
