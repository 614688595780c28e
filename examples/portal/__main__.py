"""Starts the portal: `python -m portal`, or `make portal`."""

from __future__ import annotations

import argparse

import uvicorn

from portal.demo import fill
from portal.web import make_app


def main() -> None:
    parser = argparse.ArgumentParser(prog="portal", description=__doc__)
    parser.add_argument("--db", default="sqlite:///portal.db", help="URL of the database")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--https", action="store_true", help="send cookies over HTTPS alone")
    given = parser.parse_args()
    fill(given.db)
    print(f"the portal is at http://127.0.0.1:{given.port}/ (Ctrl+C ends it)")
    app = make_app(given.db, https=given.https)
    # The page asks every quarter of a minute; a connection that ends between two questions may
    # end just as the second is asked, and that one is lost.
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=given.port,
        log_level="warning",
        timeout_keep_alive=60,
    )


if __name__ == "__main__":
    main()
