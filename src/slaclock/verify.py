"""Check a bundle of slaclock with nothing but Python: `python verify.py BUNDLE.json [SEAL]`.

It names the first link that does not hold. It takes as given the clock changes, which pauses
stop a metric, and deadlines in business days; and without the seal, a bundle made anew.
"""

import hashlib
import json
import re
import sys
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import pairwise
from typing import Any

HEAD = ["format", "versions", "contract", "choice", "asked_at", "range", "zones"]
PARTS = {*HEAD, "events", "windows", "accounts", "verdicts", "chain"}
ROW = ["credited_us", "from", "note", "reason", "to", "total_us", "what"]
AFTER = {"open": "paused resolved", "paused": "resumed resolved", "resolved": "reopened"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = {"h": 3_600_000_000, "min": 60_000_000, "s": 1_000_000}
Pairs = list[tuple[int, int]]
SECOND, DAY, EVER, MOST_WORK = 1_000_000, 86_400_000_000, 2**62, 40_000_000


class BrokenError(Exception):
    """A link that does not hold."""


def need(link: str, holds: object, why: str) -> None:
    """Stop at a link unless something holds."""
    if not holds:
        raise BrokenError(f"{link}: {why}")


def canonical(data: Any) -> str:
    """Return plain data in the canonical form of RFC 8785."""
    if isinstance(data, dict):
        keys = sorted(data, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(data[key]) for key in keys) + "}"
    if isinstance(data, list):
        return "[" + ",".join(map(canonical, data)) + "]"
    need("form", data is None or isinstance(data, str | int), f"a {type(data).__name__} in it")
    return json.dumps(data, ensure_ascii=False)


def micros(text: str) -> int:
    """Return the microseconds since 1970 of an instant, which must be written as it was."""
    at = datetime.fromisoformat(text)
    need("form", at.utcoffset() == timedelta(0) and at.isoformat() == text, f"{text} is not UTC")
    return (at - EPOCH) // timedelta(microseconds=1)


def unite(spans: Any) -> Pairs:
    """Return spans, pairs of start and end, in order, so that none touches the next."""
    found: Pairs = []
    for a, b in sorted(spans):
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(b, found[-1][1]))
        elif a < b:
            found.append((a, b))
    return found


def both(one: Pairs, other: Pairs) -> Pairs:
    """Return what lies in two lists of spans."""
    return unite((max(a, c), min(b, d)) for a, b in one for c, d in other)


def without(one: Pairs, other: Pairs) -> Pairs:
    """Return what lies in the first list and not in the second."""
    ends = [-EVER, *(at for span in unite(other) for at in span), EVER]
    return both(one, list(zip(ends[::2], ends[1::2], strict=True)))


def instant(day: date, seconds: int, offsets: Pairs) -> int:
    """Return the instant of a local time; a skipped one moves on by the gap, or it is the first."""
    local = (day - date(1970, 1, 1)).days * DAY + seconds * SECOND
    for (since, ahead), (end, later) in pairwise([*offsets, (EVER, 0)]):
        if since <= local - ahead and (local - ahead < end or local - later < end):
            return local - ahead
    raise BrokenError(f"zones: nothing is known of {day}")


def came(day: date, offsets: Pairs) -> bool:
    """Return whether a local date ever was: a change of clocks may skip all of it."""
    start = (day - date(1970, 1, 1)).days * DAY
    return all(at + a > start or at + b < start + DAY for (_, a), (at, b) in pairwise(offsets))


def week(calendar: Any, day: date) -> Any:
    """Return the hours by weekday that hold on a date: of its season, its rota, or the week."""
    for season in calendar.get("seasons", []):
        first, last = season["from"], season["to"]
        place = day.isoformat()[-len(first) :]
        if first <= place <= last or (last < first and not last < place < first):
            return season["hours"]
    rota = calendar.get("rota") or {"starts": "2001-01-01", "weeks": [calendar["hours"]]}
    return rota["weeks"][(day - date.fromisoformat(rota["starts"])).days // 7 % len(rota["weeks"])]


def hours(calendar: Any, day: date) -> Pairs:
    """Return what is open on a date: by an exception, a holiday, or the week."""
    text, usual, found = day.isoformat(), week(calendar, day), []
    if text in calendar["exceptions"]:
        return spans_of(calendar["exceptions"][text]["hours"])
    open_then = spans_of(usual.get(WEEKDAYS[day.weekday()], []))
    for entry in calendar["holidays"]:
        need("contract", day.year in entry.get("years", [day.year]), f"{day.year} is not in it")
        row = entry["dates"].get(text) if "frozen" in entry else text == entry["date"] or None
        if isinstance(row, dict) and "like" in row:
            found.append((2, spans_of(usual.get(row["like"], []))))
        elif row is not None:
            halves = entry.get("hours") or []
            found.append((1 if halves else 0, spans_of(halves) if open_then else []))
    least = min((rank for rank, _ in found), default=None)
    return reduce(both, (one for rank, one in found if rank == least)) if found else open_then


def spans_of(texts: list[str]) -> Pairs:
    """Return hours such as 22:00-06:00 as spans of seconds into their date."""
    found = []
    for text in texts:
        parts = [list(map(int, half.split(":"))) for half in text.split("-")]
        a, b = (one[0] * 3600 + one[1] * 60 + sum(one[2:]) for one in parts)
        found.append((a, b if b > a else b + 86_400))
    return found


def windows(bundle: Any, name: str, start: int, end: int) -> Pairs:
    """Return what a calendar of the contract is open in a range of time."""
    calendar = bundle["contract"]["calendars"][bundle["choice"].get(name, name)]
    days = range(start // DAY + 719_161, end // DAY + 719_166)  # 1970 begins with day 719,163
    bundle["work"] += (len(days) + 99) * (99 + len(calendar.get("holidays", "")))
    need("range", bundle["work"] < MOST_WORK, "too much to be checked")
    names, joined = calendar.get("any_of") or calendar.get("all_of"), calendar.get("any_of")
    if names:
        parts = [windows(bundle, one, start, end) for one in names]
        found = unite(span for one in parts for span in one) if joined else reduce(both, parts)
    else:
        zone = [(micros(at), by * SECOND) for at, by in bundle["zones"][calendar["timezone"]]]
        dates = [day for day in map(date.fromordinal, days) if came(day, zone)]
        found = unite([instant(d, at, zone) for at in s] for d in dates for s in hours(calendar, d))
    for other in calendar.get("minus") or []:
        found = without(found, windows(bundle, other, start, end))
    return both(found, [(start, end)])


def links(bundle: Any) -> Any:
    """Yield the parts of a bundle in the order in which they stand on each other."""
    yield from ((name, bundle[name]) for name in HEAD)
    yield from ((f"event {index}", one) for index, one in enumerate(bundle["events"]))
    for kind, part in (("windows", "windows"), ("account", "accounts"), ("verdict", "verdicts")):
        yield from ((f"{kind} {name}", bundle[part][name]) for name in sorted(bundle[part]))


def stopped(events: Any) -> Pairs:
    """Return the stretches in which the ticket was paused or resolved."""
    found, since, state = list[tuple[int, int]](), EVER, "open"
    for at, kind in ((micros(event["at"]), event["type"]) for event in events):
        if kind in AFTER[state].split():
            found.append((since, at))
            state = kind if kind in AFTER else "open"
            since = EVER if state == "open" else at
    return unite([*found, (since, EVER)])


def account(bundle: Any, link: str, told: Any) -> tuple[int, Any, Pairs, Pairs]:
    """Check that the rows of an account follow each other, lie in windows, and add up."""
    total, at, kinds = 0, None, defaultdict[str, Pairs](list)
    for row in told["rows"]:
        a, b = micros(row["from"]), micros(row["to"])
        need(link, sorted(row) == ROW and a <= b and at in (None, a), "rows out of order")
        credited = b - a if row["what"] == "counted" else 0
        total, at = total + credited, b
        need(link, (row["credited_us"], row["total_us"]) == (credited, total), "it does not add up")
        kinds[row["what"]].append((a, b))
    spans = [list(map(tuple, bundle["spans"][name])) for name in told["calendars"]]
    every = unite(span for one in spans for span in one)
    need(link, not without(kinds["counted"], every), "time counts in which nothing is open")
    need(link, len(spans) > 1 or not both(kinds["closed"], every), "open time is called closed")
    need(link, not without(kinds["paused"], stopped(bundle["events"])), "nothing began a pause")
    return total, at, every, kinds["counted"]


def verdict(bundle: Any, link: str, told: Any, said: Any) -> None:
    """Check that a verdict follows from its account."""
    total, at, every, counted = account(bundle, link.replace("verdict", "account"), told)
    need(link, said["elapsed_us"] == told["total_us"] == total, "other time than its account says")
    need(link, said["strict"] == told["target"].startswith("<"), "the promise is strict otherwise")
    due, done = (said[key] and micros(said[key]) for key in ("due_at", "completed_at"))
    need(link, done in [None, *bundle["times"]], "no event completed it")
    need(link, at == (micros(bundle["asked_at"]) if done is None else done), "it ends elsewhere")
    late = due is not None and (at > due or (said["strict"] and at == due))
    open_still = done is None and (said["status"] == "paused" or not late)
    judged = said["status"] == ("breached" if late else "met") and (late or None not in (due, done))
    need(link, open_still if said["status"] in ("running", "paused") else judged, "not so")
    amount, parts = told["open_us"], re.findall(r"(\d+) (h|min|s)\b", told["target"])
    if amount is not None and due is not None and said["status"] != "paused":
        stated = sum(int(number) * UNITS[unit] for number, unit in parts)
        written = told["target"].lstrip("< ").split(" in ")[0] in canonical(bundle["contract"])
        need(link, "BD" in told["target"] or (written and amount == stated), "another amount")
        used = both([*counted, *both(every, [(at, EVER)])], [(-EVER, due)])
        need(link, sum(b - a for a, b in used) == amount, "due when that time has not passed")


def check(text: str, seal: str | None = None) -> str:
    """Return the seal of a bundle; raises `BrokenError` at the first link that does not hold."""
    try:
        bundle = json.loads(text)
        need("form", canonical(bundle) == text, "it is not in canonical form")
        need("form", (set(bundle), bundle["format"]) == (PARTS, "slaclock-bundle-1"), "other")
        before, made = "", []
        for name, payload in links(bundle):
            before = hashlib.sha256(f"{before}{name}{canonical(payload)}".encode()).hexdigest()
            made.append({"link": name, "sha256": before})
            need(name, made == bundle["chain"][: len(made)], "its hash is another one")
        need("chain", made == bundle["chain"], "it goes on")
        need("seal", seal is None or seal == before, "it is not the one that was kept")
        bundle["times"] = times = [micros(event["at"]) for event in bundle["events"]]
        need("events", bundle["events"][0]["type"] == "opened" and times == sorted(times), "no log")
        start, end, bundle["work"] = *map(micros, bundle["range"]), 0
        bundle["spans"] = {name: windows(bundle, name, start, end) for name in bundle["windows"]}
        for name, told in bundle["windows"].items():
            right = [(micros(a), micros(b)) for a, b in told] == bundle["spans"][name]
            need(f"windows {name}", right, "the contract is open otherwise")
        need("verdicts", set(bundle["accounts"]) == set(bundle["verdicts"]), "some have no account")
        for name, said in bundle["verdicts"].items():
            verdict(bundle, f"verdict {name}", bundle["accounts"][name], said)
        return before
    except Exception as error:  # noqa: BLE001 - whatever is wrong with its form
        why = f"form: {type(error).__name__}: {error}"
        raise error if isinstance(error, BrokenError) else BrokenError(why) from None


def main(arguments: list[str]) -> int:
    """Check the file that is named, and say what comes of it."""
    try:
        with open(arguments[0], encoding="utf-8", newline="") as file:
            said = f"every link holds; seal {check(file.read(64 << 20), *arguments[1:2])}"
    except (BrokenError, OSError, ValueError, IndexError) as error:
        said = f"does not hold: {error}"[:900]
    sys.stdout.write(f"{said}\n")
    return int(said.startswith("does not"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
