"""Which metrics each event begins, completes and begins anew, as the table of metrics says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from slaclock.matrices.metrics import Metric

__all__ = ["NO_EFFECTS", "Effects", "EffectsOfAll", "effects_of"]


class Effects(NamedTuple):
    """The metrics that an event begins, completes, and begins anew, by name."""

    begins: tuple[str, ...] = ()
    completes: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()


NO_EFFECTS = Effects()


class EffectsOfAll(NamedTuple):
    """What each event does, and the metrics that begin by themselves too, by a fixed rhythm."""

    by_event: Mapping[str, Effects]
    rhythms: tuple[str, ...]


@lru_cache(maxsize=64)
def effects_of(metrics: tuple[Metric, ...]) -> EffectsOfAll:
    """Return what each event does to some metrics, so that an event costs one look-up."""
    names = {
        name for metric in metrics for name in (*metric.starts, *metric.completes, *metric.restarts)
    }
    by_event = {
        name: Effects(
            begins=tuple(metric.name for metric in metrics if name in metric.starts),
            completes=tuple(metric.name for metric in metrics if name in metric.completes),
            restarts=tuple(metric.name for metric in metrics if name in metric.restarts),
        )
        for name in names
    }
    return EffectsOfAll(by_event, tuple(one.name for one in metrics if one.has_fixed_rhythm))
