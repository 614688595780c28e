"""The templates of the pages, and the style that they share; whatever is filled in is escaped."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import jinja2
from markupsafe import Markup

__all__ = ["template"]

_TEMPLATES = ("report.html", "price.html", "what_if.html", "macros.html")


def template(name: str) -> jinja2.Template:
    """Return the template of a page, with the style that all pages share."""
    return _environment().get_template(name)


@cache
def _environment() -> jinja2.Environment:
    page = files("slaclock.reports.page").joinpath("templates")
    texts = {name: page.joinpath(name).read_text(encoding="utf-8") for name in _TEMPLATES}
    imports = "{% from 'macros.html' import link, head, words, figure, ticket_table, cell_table, "
    imports += "price_table, story_key, story_article %}"
    pages = {name: imports + texts[name] for name in _TEMPLATES if name != "macros.html"}
    loader = jinja2.DictLoader(texts | pages)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, auto_reload=False
    )
    style = page.joinpath("report.css").read_text(encoding="utf-8")
    environment.globals["css"] = Markup(style)  # noqa: S704 - a file of slaclock's own
    return environment
