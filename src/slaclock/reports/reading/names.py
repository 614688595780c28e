"""What columns, statuses and missing values are usually called.

Names of columns are for proposals and examples, and never taken unasked.

English names, and some of the languages whose exports are often met.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

__all__ = ["NOT_YET", "NULLS", "ROLE_NAMES", "likely_column", "likely_meaning", "plain_name"]

NULLS = ("", "NULL", "null", "None", "NaN", "nan", "NaT", "N/A", "n/a", "<NA>")
"""Texts that stand for no value in any export."""
NOT_YET = (
    "-",
    "--",
    "---",
    "—",
    "–",
    "?",
    "#N/A",
    "#N/D",
    "(null)",
    "(blank)",
    "(empty)",
    "(none)",
    "nil",
    "none",
    "null",
    "n.a.",
    "\\N",
    "not set",
    "not yet",
    "not resolved",
    "not answered",
    "unresolved",
    "undefined",
    "pending",
    "open",
    "tbd",
)
"""Words that stand in columns of times for what has not happened; compared in any case."""
ROLE_NAMES: dict[str, tuple[str, ...]] = {
    "id": (
        *("ticket id", "ticket number", "ticket no", "ticket", "id", "key", "number", "case id"),
        *("case number", "issue key", "issue id", "incident number", "incident", "request id"),
        *("case", "reference", "nr", "no", "ticketnummer", "vorgangsnummer", "ticket nr", "numero"),
    ),
    "opened_at": (
        *("opened at", "created at", "created", "created date", "opened", "created time"),
        *("open date", "date created", "creation date", "create date", "created on", "opened on"),
        *(
            "date opened",
            "date time opened",
            "submitted at",
            "submitted",
            "reported",
            "sys created on",
        ),
        *(
            "opening date",
            "createdate",
            "incident date",
            "case date",
            "start date",
            "date",
            "erstellt",
            "erstellt am",
            "eröffnet",
            "fecha de creacion",
        ),
    ),
    "responded_at": (
        *("responded at", "first response at", "first reply at", "first responded at"),
        *("initial response time", "first response date", "first response", "first reply"),
        *(
            "answered at",
            "answered",
            "premiere réponse",
            "première réponse",
            "first agent reply",
            "erste antwort",
            "beantwortet",
        ),
    ),
    "resolved_at": (
        *("resolved at", "solved at", "closed at", "resolved", "solved", "resolved time"),
        *(
            "resolution date",
            "resolutiondate",
            "resolved date",
            "closed date",
            "close date",
            "date closed",
            "closed",
        ),
        *("date time closed", "closed time", "fixed", "completed at", "gelöst", "gelöst am"),
        *("geschlossen", "closing date", "done", "resolution time", "resolution"),
    ),
    "priority": ("priority", "urgency", "severity", "priorität", "prio", "impact", "prioridad"),
    "plan": ("plan", "sla", "sla policy", "sla name", "service level", "contract", "tier"),
    "status": (
        "status",
        "state",
        "ticket status",
        "case status",
        "stage",
        "incident state",
        "estado",
    ),
    "link": ("link", "url", "ticket url", "permalink"),
    "team": (
        *("team", "group", "assignment group", "assigned group", "assigned team", "ticket group"),
        *("support group", "department", "queue", "agency", "gruppe", "abteilung", "equipo"),
    ),
    "agent": (
        *("agent", "assignee", "assigned to", "assignee name", "agent assigned", "agent name"),
        *("ticket owner", "case owner", "owner", "technician", "handler", "resource"),
        *("bearbeiter", "zuständig", "agente"),
    ),
    "customer": (
        *("customer", "organization", "organisation", "company", "account name", "account"),
        *("company name", "customer name", "client", "requester", "requester name", "caller"),
        *("reporter", "kunde", "firma", "cliente"),
    ),
    "channel": (
        *("channel", "source", "via", "origin", "case origin", "contact type", "request source"),
        *("kanal", "quelle", "canal"),
    ),
    "type": (
        *("type", "ticket type", "issue type", "case type", "request type", "category"),
        *("help topic", "typ", "kategorie", "tipo"),
    ),
    "at": (
        *("at", "timestamp", "complete timestamp", "time", "changed at", "changed", "updated"),
        *("updated at", "update time", "event time", "sys updated on", "sys updated at", "when"),
        *("change date time", "changed on", "created at", "created", "date"),
    ),
    "state": (
        *("state", "activity", "status", "new status", "to status", "new value", "event"),
        *("event type", "action", "incident state", "to"),
    ),
}
"""By role, the likeliest first."""
_MEANINGS = (
    ("waiting", re.compile(r"wait|pending|hold|await|warte|paus|suspend", re.IGNORECASE)),
    ("left_out", re.compile(r"delet|spam|merged|duplicate|gelöscht", re.IGNORECASE)),
    (
        "closed",
        re.compile(
            r"clos|resol|solv|done|complet|cancel|reject|declin|fixed|finish|withdrawn|abgeschl"
            r"|gelöst|erledigt|geschl",
            re.IGNORECASE,
        ),
    ),
)
_NESTED = re.compile(r"\w+(?:\.\w+)+")
_SHOWN_BY = ("name", "displayname", "display_name", "value", "title", "label", "login")
"""What the text of a nested value is called."""
_NOT = re.compile(r"^(?:un|not |re-?open|to )", re.IGNORECASE)


def plain_name(name: str) -> str:
    """Return a name in lower case, its words apart: `Created_At (UTC)` is `created at utc`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)  # caseNumber
    return " ".join(re.findall(r"[^\W_]+", apart.casefold()))


def likely_column(role: str, header: Sequence[str]) -> str | None:
    """Return the column that is called most like a role; None for none."""
    words = {plain_name(_inner_name(own)): own for own in reversed(header)}
    words |= {plain_name(own): own for own in reversed(header)}
    for name in ROLE_NAMES.get(role, ()):
        if name in words:
            return words[name]
    # "Source" is nearly "resource", but a name that means something else is no slip.
    unknown = [name for name in words if not any(name in names for names in ROLE_NAMES.values())]
    for name in ROLE_NAMES.get(role, ()):
        near = get_close_matches(name, unknown, n=1, cutoff=0.85) if len(name) > 3 else []
        if near:
            return words[near[0]]
    return None


def _inner_name(name: str) -> str:
    """Return what a nested value is: `fields.priority.name` is a priority."""
    if not _NESTED.fullmatch(name):
        return name
    *outer, last = name.split(".")
    return outer[-1] if last.casefold() in _SHOWN_BY else last


def likely_meaning(status: str) -> str | None:
    """Return what a status is likely to mean: `waiting`, `closed`, `left_out`; None for none."""
    if _NOT.match(status.strip()):
        return None
    return next((meaning for meaning, words in _MEANINGS if words.search(status)), None)
