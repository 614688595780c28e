"""Reports that people read: from a ticket export to attainment, charts and what-if.

    from slaclock.reports import make_report, read_tickets

The names below are imported when they are first used. Needs the extra `report`.
"""

from slaclock._lazy import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    extra="report",
    needs=("jinja2", "markupsafe", "narwhals", "numpy", "polars", "vl_convert"),
)
