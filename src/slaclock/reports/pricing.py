"""The price of unclear clauses, as data and as a page.

found = price(tickets, matrix="wotnot", as_of=now, country="IN", subdivision="GJ")
found.frame(); found.to_dict(); found.to_html()
"""

from __future__ import annotations

import json
from datetime import datetime
from importlib import import_module

from slaclock.matrices.door import MatrixLike
from slaclock.reports.figures.prices import PriceFigures, figures_of
from slaclock.reports.reading.tickets import Tickets

__all__ = ["Price", "price"]


class Price(PriceFigures):
    """What the unclear clauses of a contract are worth, in the forms that are asked for."""

    def to_json(self) -> str:
        """Return the prices as JSON text, indented."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def to_html(self) -> str:
        """Return the prices as one page that needs nothing else: no script, no request."""
        page: str = import_module("slaclock.reports.page.prices").price_page(self)
        return page


def price(
    tickets: Tickets,
    *,
    matrix: MatrixLike,
    as_of: datetime,
    country: str | None = None,
    subdivision: str | None = None,
) -> Price:
    """Return how many verdicts of a history hang on each reading of an unclear clause.

    The contract is read as it is written, and then with each clause in another way: the four
    meanings of a business day; `<=` or `<` everywhere; holidays observed or not; each plan on
    the hours of its neighbours; and due at the next opening instead of at closing.

    Args:
        tickets: What `read_tickets` or `take_tickets` returned.
        matrix: The contract, as in `make_report`; a history of versions too.
        as_of: The instant of asking.
        country: The country whose holidays may be meant; None leaves that reading out.
        subdivision: Its state or province.

    Raises:
        TicketFileError: No ticket has a plan and a priority that the matrix knows.
        HolidayError: A country or subdivision that the `holidays` package does not list.
        InstantError, ArgumentTypeError: *as_of* is naive, out of range or no datetime.
    """
    found = figures_of(
        tickets, matrix=matrix, as_of=as_of, country=country, subdivision=subdivision
    )
    return Price(**vars(found))
