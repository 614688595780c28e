"""The same bytes everywhere, and the same answers for threads, forks and other processes."""

from __future__ import annotations

import asyncio
import hashlib
import json
import locale
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from slaclock import Calendar, Clock, Matrix, bundle, load_matrix
from slaclock.calendars.holidays import countries
from tests.commands import environment
from tests.kept.values import CONTRACT, LOG, NOW

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
PROGRAM = "from tests.test_steadiness import print_outputs; print_outputs()"
TICKETS = "id,plan,priority,opened_at,resolved_at,team\n" + "".join(
    f"{number},starter,P{number % 3 + 1},2026-0{number % 3 + 3}-{number % 27 + 1:02}T09:00Z,"
    f"2026-0{number % 3 + 3}-{number % 27 + 1:02}T{10 + number % 9}:00Z,Straße {number % 4}\n"
    for number in range(60)
)


def outputs() -> dict[str, str]:
    """Return everything that is written for people and programs, as text."""
    import io
    from contextlib import redirect_stdout

    import polars as pl

    from slaclock.cli import main
    from slaclock.reports import make_report, take_tickets

    sla = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
    clock = Clock.from_dicts(LOG, matrix=Matrix.model_validate(CONTRACT))
    tickets = take_tickets(pl.read_csv(TICKETS.encode()), name="t.csv")
    report = make_report(tickets, matrix=sla, as_of=NOW, by=["team"])
    said = io.StringIO()
    with redirect_stdout(said):
        for arguments in (
            ("explain", "starter", "P2", "2026-03-06T17:00+05:30", "-m", "wotnot"),
            ("due", "starter", "P2", "2026-03-06T17:00+05:30", "-m", "wotnot", "--json"),
            ("matrix", "wotnot"),
            ("freeze", "wotnot", "--years", "2026-2027"),
            ("check", "wotnot"),
        ):
            main(list(arguments))
    return {
        "commands": said.getvalue(),
        "explain": str(sla.compute_deadline("starter", "P3", AT).explain()),
        "ledger page": clock.at(NOW)["resolution"].explain().to_html(),
        "state": json.dumps(clock.at(NOW).to_dict()),
        "bundle": json.dumps(bundle(clock, NOW)),
        "fingerprint": sla.fingerprint(),
        "report": json.dumps(report.to_dict()),
        "report page": report.to_html(),
        "report rows": report.to_csv(),
        "contract page": str(sla._repr_html_()),
    }


def print_outputs() -> None:
    """Print the hash of each output, for a process with settings of its own."""
    with suppress(locale.Error):  # one that this machine has not
        locale.setlocale(locale.LC_ALL, "")
    hashes = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in outputs().items()}
    sys.stdout.write(json.dumps(hashes))


def locales() -> list[str]:
    """Return the locales that this machine has, at most one of a language."""
    try:
        told = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=True).stdout
    except OSError:
        return ["C"]
    return list({name.partition("_")[0]: name for name in told.split()}.values())


def hashes(*options: str, **changes: str) -> dict[str, str]:
    ran = subprocess.run(
        [sys.executable, *options, "-c", PROGRAM],
        env={**environment(**changes), "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        capture_output=True,
        cwd=ROOT,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode(errors="replace")[-2000:]
    found: dict[str, str] = json.loads(ran.stdout)
    return found


def test_same_bytes_everywhere() -> None:
    expected = hashes(PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C.UTF-8")
    assert len(expected) == 10
    assert hashes(PYTHONHASHSEED="1", TZ="Asia/Kolkata", LC_ALL="C") == expected
    assert hashes("-O", PYTHONHASHSEED="random", TZ="America/St_Johns") == expected
    assert hashes("-X", "utf8=0", PYTHONHASHSEED="2", TZ=":nowhere", LANG="de_DE.UTF-8") == expected
    for name in locales():
        if name not in ("C", "C.UTF-8", "C.utf8", "POSIX"):
            assert hashes(LC_ALL=name, LANGUAGE=name) == expected, name


def fresh() -> Calendar:
    return Calendar(
        timezone="Asia/Kolkata",
        hours={"mon-fri": ["09:00-17:00"], "sat": ["22:00-06:00"]},
        holidays=[{"country": "IN", "subdivision": "GJ"}, {"country": "US"}],
    )


def answer(number: int) -> str:
    """Return an answer in one of many years, for another process."""
    return str(fresh().add(AT + timedelta(days=37 * number), timedelta(hours=100)))


def test_many_threads_ask_first_at_once() -> None:
    expected = [answer(number) for number in range(24)]
    for _ in range(3):
        calendar, ready = fresh(), threading.Barrier(12)

        def ask(number: int, shared: Calendar = calendar, gate: threading.Barrier = ready) -> str:
            if number < 12:
                gate.wait(60)
            return str(shared.add(AT + timedelta(days=37 * number), timedelta(hours=100)))

        with ThreadPoolExecutor(12) as pool:
            assert list(pool.map(ask, range(24))) == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_fork_in_the_middle_of_the_work_of_another_thread() -> None:
    """Another thread holds the lock as it does while it builds a year; the child needs it."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with countries._building:
            held.set()
            done.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    child = os.fork()
    if child == 0:
        signal.alarm(50)
        os._exit(0 if answer(3) else 1)
    _, status = os.waitpid(child, 0)
    done.set()
    holder.join()
    assert os.waitstatus_to_exitcode(status) == 0


def test_spawned_process_answers_alike() -> None:
    numbers = [1, 2, 3]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(answer, numbers)) == [answer(number) for number in numbers]


def test_coroutines() -> None:
    async def ask(number: int) -> str:
        return await asyncio.to_thread(answer, number)

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*map(ask, range(6)))

    assert asyncio.run(all_of_them()) == [answer(number) for number in range(6)]
