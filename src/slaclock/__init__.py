"""slaclock: service-level deadlines in business hours, exact and explained.

    >>> from datetime import datetime
    >>> from zoneinfo import ZoneInfo
    >>> from slaclock import compute_deadline
    >>> opened_at = datetime(2026, 3, 6, 18, 30, tzinfo=ZoneInfo("Asia/Kolkata"))
    >>> print(compute_deadline("starter", "P1", opened_at).response_due)
    2026-03-09 12:30:00+05:30

The names below are imported when they are first used, so that `import slaclock` alone loads
none of pydantic, holidays, dateutil or numpy.
"""

from slaclock._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
