"""Cycles of many tickets: numbers that are given once, runs in the order of their cycles."""

from __future__ import annotations

import numpy as np

from slaclock.bulk.engine.cycles import Counter, Cycles, EndedRuns, numbered, sorted_runs


def cycles(*tickets: int) -> Cycles:
    """Return cycles in which every column but that of the tickets counts from 0."""
    count = np.arange(len(tickets))
    return Cycles(*[np.array(tickets), *[count] * (len(Cycles._fields) - 1)])


def test_no_number_is_given_twice() -> None:
    counter = Counter()
    assert [counter.take(size).tolist() for size in (2, 0, 3)] == [[0, 1], [], [2, 3, 4]]


def test_some_of_them_in_every_column() -> None:
    found = cycles(7, 8, 9).take(np.array([2, 0]))
    assert found.tickets.tolist() == [9, 7]
    assert {tuple(column.tolist()) for column in found[1:]} == {(2, 0)}


def test_parts_are_one_with_the_numbers_of_their_tickets_among_all() -> None:
    found = numbered([cycles(1, 0), cycles(2)], np.array([10, 11, 12]))
    assert found.tickets.tolist() == [11, 10, 12]
    assert numbered([], np.array([], np.int64)).tickets.tolist() == []


def test_runs_stand_by_cycle_and_keep_their_order_in_one() -> None:
    parts = [
        EndedRuns(np.array([3, 1]), *[np.array([5, 6])] * 3),
        EndedRuns(np.array([3, 0]), *[np.array([7, 8])] * 3),
    ]
    found = sorted_runs(parts)
    assert (found.cycles.tolist(), found.starts.tolist()) == ([0, 1, 3, 3], [8, 6, 5, 7])
