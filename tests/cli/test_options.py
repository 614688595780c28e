"""What is made of the options that commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from slaclock.cli.options import end_of_day
from tests.commands import from_json, run
from tests.world import KOLKATA


class TestInstants:
    @pytest.mark.parametrize(
        ("text", "more", "shown"),
        [
            pytest.param(
                "2026-03-06T13:00Z", [], "Fri 2026-03-06 13:00 +00:00", id="offset is kept"
            ),
            pytest.param(
                "2026-03-06T13:00Z",
                ["--tz", "Asia/Kolkata"],
                "Fri 2026-03-06 18:30 +05:30",
                id="shown in the zone",
            ),
            pytest.param(
                "2026-03-06T18:30",
                ["--tz", "Asia/Kolkata"],
                "Fri 2026-03-06 18:30 +05:30",
                id="local time in the zone",
            ),
            pytest.param(
                "2026-03-06 18:30:07.25+05:30",
                [],
                "Fri 2026-03-06 18:30:07.25 +05:30",
                id="fraction of a second",
            ),
        ],
    )
    def test_instant_is_read_and_shown(self, text: str, more: list[str], shown: str) -> None:
        ran = run("due", "starter", "P1", text, *more)
        assert ran.out.splitlines()[0] == f"Starter, P1 Critical, opened {shown}"

    @pytest.mark.parametrize(
        ("text", "more", "message"),
        [
            pytest.param(
                "2026-03-06T18:30",
                [],
                "'2026-03-06T18:30' has no offset; add one, such as +05:30 or Z, or name its "
                "zone with --tz",
                id="no offset",
            ),
            pytest.param(
                "2026-03-06T18:30 IST",
                ["--tz", "Asia/Kolkata"],
                "'2026-03-06T18:30 IST' ends in 'IST', and zone abbreviations are ambiguous (IST "
                "is India, Israel and Ireland; for India: Asia/Kolkata, +05:30); write an offset, "
                "such as +05:30",
                id="abbreviation",
            ),
            pytest.param(
                "2026-03-06T18:30",
                ["--tz", "IST"],
                "'IST' is not usable as a time zone: IST is India, Israel and Ireland; write "
                "Asia/Kolkata, Asia/Jerusalem or Europe/Dublin",
                id="abbreviation as a zone",
            ),
            pytest.param(
                "6 March 2026",
                [],
                "'6 March 2026' is not ISO 8601; write it like 2026-03-02T09:00:00+05:30",
                id="other form",
            ),
        ],
    )
    def test_instant_is_refused(self, text: str, more: list[str], message: str) -> None:
        ran = run("due", "starter", "P1", text, *more)
        assert ran == (2, "", f"error: {message}\n")

    def test_now_is_this_second(self) -> None:
        before = datetime.now(KOLKATA).replace(microsecond=0)
        data = from_json("due", "enterprise", "P1", "now", "--tz", "Asia/Kolkata")
        assert before <= datetime.fromisoformat(data["opened_at"]) <= datetime.now(KOLKATA)
        assert data["opened_at"].endswith("+05:30")
        assert from_json("due", "enterprise", "P1", "now")["opened_at"].endswith("+05:30")


LOG = (
    """[{"type": "opened", "at": "2026-03-06T10:00:00+05:30", "plan": "gold", "priority": "P1"}]"""
)


class TestOwnMatrix:
    """No contract is taken for that of the user's own tickets."""

    @pytest.fixture
    def commands(self, tmp_path: Path) -> dict[str, list[str | Path]]:
        tickets, log = tmp_path / "t.csv", tmp_path / "log.json"
        tickets.write_text(
            "id,plan,priority,opened_at\n1,gold,P1,2026-03-06T10:00:00Z\n", encoding="utf-8"
        )
        log.write_text(LOG, encoding="utf-8")
        return {
            "report": ["report", tickets],
            "bulk": ["bulk", tickets, "-o", tmp_path / "out.csv"],
            "clock": ["clock", log, "--at", "2026-03-06T12:00+05:30"],
            "escalations": ["escalations", log, "--at", "2026-03-06T12:00+05:30"],
        }

    @pytest.mark.parametrize("name", ["report", "bulk", "clock", "escalations"])
    def test_nothing_named_is_an_error(
        self, commands: dict[str, list[str | Path]], name: str
    ) -> None:
        ran = run(*commands[name])
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.endswith(
            "error: Invalid value for --matrix: name the contract of these tickets: a data file, "
            "or set SLACLOCK_MATRIX; -m wotnot takes the one that is shipped\n"
        )

    @pytest.mark.parametrize("name", ["report", "bulk", "clock", "escalations"])
    def test_variable_names_it(
        self,
        commands: dict[str, list[str | Path]],
        name: str,
        ours: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("SLACLOCK_MATRIX", str(ours))
        ran = run(*commands[name])
        assert ran.code in (0, 1), ran.err
        assert "error:" not in ran.err

    def test_variable_counts_for_the_other_commands_too(
        self, ours: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SLACLOCK_MATRIX", str(ours))
        assert run("due", "gold", "P1", "2026-03-06T10:00+01:00").code == 0

    @pytest.mark.parametrize("name", ["report", "bulk", "clock", "escalations"])
    def test_folder_of_versions(
        self, commands: dict[str, list[str | Path]], name: str, ours: Path
    ) -> None:
        folder = ours.parent / "versions"
        folder.mkdir()
        for year, start in (("2024", "2024-01-01"), ("2026", "2026-01-01")):
            text = ours.read_text(encoding="utf-8")
            (folder / f"{year}.toml").write_text(
                f"effective_from = {start}\n{text}", encoding="utf-8"
            )
        ran = run(*commands[name], "-m", folder)
        assert ran.code in (0, 1), ran.err
        assert "error:" not in ran.err


class TestEndOfDay:
    @pytest.mark.parametrize(
        ("text", "zone", "expected"),
        [
            pytest.param("2026-03-06", "Asia/Kolkata", "2026-03-07T00:00:00+05:30", id="plain"),
            pytest.param("2026-12-31", "Etc/UTC", "2027-01-01T00:00:00+00:00", id="end of a year"),
            # In Beirut the clock went from 24:00 on Saturday to 01:00 on Sunday.
            pytest.param("2026-03-28", "Asia/Beirut", "2026-03-29T01:00:00+03:00", id="skipped"),
        ],
    )
    def test_date_means_the_midnight_after_it(self, text: str, zone: str, expected: str) -> None:
        found = end_of_day(text, zone)
        assert found is not None
        assert found.isoformat() == expected

    @pytest.mark.parametrize("text", ["now", "2026-03-06T10:00", "2026-02-30", "yesterday!"])
    def test_other_texts_name_no_day(self, text: str) -> None:
        assert end_of_day(text, "Etc/UTC") is None
