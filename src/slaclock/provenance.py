"""What data an answer rests on; it stands in `slaclock.matrices.provenance`."""

from __future__ import annotations

from slaclock.matrices.provenance import estimated_holidays, provenance

__all__ = ["estimated_holidays", "provenance"]
