"""Links to tickets: only http and https, and nothing that a ticket could smuggle in."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

__all__ = ["safe_link", "ticket_link"]


def safe_link(text: str | None) -> str | None:
    """Return a link if it is one of http or https with a host; else None.

    >>> safe_link("https://desk.example/tickets/7"), safe_link("javascript:alert(1)")
    ('https://desk.example/tickets/7', None)
    """
    if not text or any(char.isspace() or not char.isprintable() for char in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.hostname else None


def ticket_link(pattern: str | None, ticket_id: str, own: str | None) -> str | None:
    """Return the link of a ticket: its own, or one made of a pattern with `{id}` in it.

    >>> ticket_link("https://desk.example/t/{id}", "a/b?c", None)
    'https://desk.example/t/a%2Fb%3Fc'
    """
    if pattern is not None:
        return safe_link(pattern.replace("{id}", quote(ticket_id, safe="")))
    return safe_link(own)
