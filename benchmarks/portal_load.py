"""A hundred people at the portal of examples/portal, which has ten thousand tickets.

Each looks at the list, at a thread, lets the page ask how the tickets stand, answers; and reads
for some seconds in between. Ends with an error where a request failed, or where the list of
tickets took too long.

    python benchmarks/portal_load.py [--seconds 30] [--url postgresql+psycopg://...]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

sys.path.insert(0, str(Path(__file__).parent.parent / "examples"))

from portal.contract import CONTRACT
from portal.store import Entry, Message, Ticket, User, session_maker

from portal import desk
from slaclock import events

EXAMPLES = Path(__file__).parent.parent / "examples"
TICKETS = 10_000
AGENTS, CUSTOMERS = 10, 90
READS_FOR = (1.0, 5.0)  # seconds between two requests of one person
MOST_MILLIS = 200  # for 95 of 100 lists
STARTS_WITHIN = 120  # seconds
Times = dict[str, list[float]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument(
        "--url", help="of an empty database; SQLite in a new folder if none is given"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.url or f"sqlite:///{folder}/portal.db"
        started = time.perf_counter()
        fill(url)
        print(f"{TICKETS} tickets written in {time.perf_counter() - started:.0f} s")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "portal", "--db", url, "--port", str(port)]
        server = subprocess.Popen(command, cwd=EXAMPLES)
        try:
            times, errors = asyncio.run(everybody(f"http://127.0.0.1:{port}", given.seconds))
        finally:
            server.terminate()
            server.wait()
    return told(times, errors, given.seconds)


def fill(url: str) -> None:
    draw, now = random.Random(7), datetime.now(UTC)
    with session_maker(url)() as db:
        people = [User(name=f"agent-{n}", plan=None, title=f"Agent {n}") for n in range(AGENTS)]
        plans = list(CONTRACT.plans)
        for number in range(CUSTOMERS):
            plan = plans[number % len(plans)]
            people.append(User(name=f"customer-{number}", plan=plan, title=f"Customer {number}"))
        db.add_all(people)
        db.flush()
        for number in range(TICKETS):
            db.add(ticket(draw, number, draw.choice(people[AGENTS:]), now))
            if number % 500 == 0:
                db.flush()
        db.commit()


def ticket(draw: random.Random, number: int, owner: User, now: datetime) -> Ticket:
    """Return a ticket of the last four weeks; half are resolved, a third of the others wait."""
    at = now - timedelta(minutes=draw.randrange(1, 28 * 24 * 60))
    priority, kind = draw.choice(list(CONTRACT.priorities)), draw.choice(CONTRACT.ticket_types)
    log: list[events.Event] = [events.Opened(at, plan=owner.plan, priority=priority)]
    said = [Message(at=at, author=owner.title, text="Please help")]
    if draw.random() < 0.8:
        at = min(now, at + timedelta(minutes=draw.randrange(1, 600)))
        log.append(events.Responded(at))
        said.append(Message(at=at, author="Agent 0", text="We look at it"))
        if draw.random() < 0.4:
            log.append(events.Paused(at, reason="customer"))
    if draw.random() < 0.5:
        log.append(events.Resolved(min(now, at + timedelta(minutes=draw.randrange(1, 3_000)))))
    made = Ticket(owner_id=owner.id, kind=kind, subject=f"Question {number}", told_until=now)
    made.entries = [Entry(event=event.to_dict()) for event in log]
    made.messages = said
    desk.rebuild(made, now)
    return made


async def everybody(url: str, seconds: float) -> tuple[Times, list[str]]:
    times: Times = defaultdict(list)
    errors: list[str] = []
    await _listening(url)
    names = [f"agent-{n}" for n in range(AGENTS)] + [f"customer-{n}" for n in range(CUSTOMERS)]
    people = [Person(url, name, times, errors) for name in names]
    end = time.perf_counter() + seconds
    await asyncio.gather(*(person.works_until(end) for person in people))
    return times, errors


async def _listening(url: str) -> None:
    end = time.perf_counter() + STARTS_WITHIN
    async with httpx2.AsyncClient() as client:
        while True:
            try:
                await client.get(url + "/login")
            except httpx2.HTTPError:
                if time.perf_counter() > end:
                    raise
                await asyncio.sleep(0.2)
            else:
                return


class Person:
    """Somebody with a browser; what takes long, and what fails, is noted."""

    def __init__(self, url: str, name: str, times: Times, errors: list[str]) -> None:
        self.client = httpx2.AsyncClient(base_url=url, timeout=30)
        self.name, self.times, self.errors = name, times, errors
        self.draw = random.Random(name)

    async def works_until(self, end: float) -> None:
        async with self.client:
            await asyncio.sleep(self.draw.uniform(0, READS_FOR[1]))
            text = await self.ask("login page", "GET", "/login")
            await self.ask("log in", "POST", "/login", text, name=self.name)
            while time.perf_counter() < end:
                await self.once()
                await asyncio.sleep(self.draw.uniform(*READS_FOR))

    async def once(self) -> None:
        text = await self.ask("list", "GET", "/")
        numbers = re.findall(r'id="ticket-(\d+)"', text)
        what = self.draw.random()
        if not numbers or what < 0.4:
            return
        await asyncio.sleep(self.draw.uniform(*READS_FOR))
        if what < 0.7:
            await self.ask("clocks", "GET", "/clocks?tickets=" + ",".join(numbers))
            return
        ticket = f"/tickets/{self.draw.choice(numbers)}"
        text = await self.ask("thread", "GET", ticket)
        if what > 0.85:
            await asyncio.sleep(self.draw.uniform(*READS_FOR))
            await self.ask("answer", "POST", ticket + "/answer", text, text="One more thing")

    async def ask(self, what: str, method: str, path: str, page: str = "", **fields: str) -> str:
        """Ask, and return the text; a form carries the token of the page that it stands on."""
        found = re.search(r'name="token" value="([^"]+)"', page)
        data: Any = {"token": found[1], **fields} if found else None
        started = time.perf_counter()
        try:
            answer = await self.client.request(method, path, data=data)
        except httpx2.HTTPError as error:
            self.errors.append(f"{what} of {self.name}: {error!r}")
            return ""
        self.times[what].append((time.perf_counter() - started) * 1000)
        if answer.status_code not in (200, 303):
            self.errors.append(f"{what} of {self.name}: {answer.status_code}")
        return answer.text


def told(times: Times, errors: list[str], seconds: float) -> int:
    count = sum(map(len, times.values()))
    print(f"{AGENTS + CUSTOMERS} people, {count} requests in {seconds:.0f} s, {len(errors)} errors")
    print(f"{'':12}{'requests':>9}{'median':>9}{'p95':>9}{'longest':>9}  ms")
    for what, taken in times.items():
        print(f"{what:12}{len(taken):>9}{_share(taken, 50):>9.0f}{_share(taken, 95):>9.0f}", end="")
        print(f"{max(taken):>9.0f}")
    for error in errors[:10]:
        print(error, file=sys.stderr)
    slow = not times["list"] or _share(times["list"], 95) > MOST_MILLIS
    if slow:
        print(f"more than 5 % of the lists took longer than {MOST_MILLIS} ms", file=sys.stderr)
    return 1 if errors or slow else 0


def _share(taken: list[float], percent: int) -> float:
    """Return the time within which that share of the requests was answered."""
    return sorted(taken)[max(0, -(-len(taken) * percent // 100) - 1)]


if __name__ == "__main__":
    sys.exit(main())
