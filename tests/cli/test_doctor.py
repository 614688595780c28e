"""`slaclock doctor`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from slaclock import __version__, load_matrix
from slaclock.matrices.freezing import frozen_text
from slaclock.zones import ZoneData
from tests.commands import from_json, run


class TestDoctor:
    @staticmethod
    def with_zones(monkeypatch: pytest.MonkeyPatch, version: str | None, package: str) -> None:
        data = ZoneData("system", version, package, "/zones")
        monkeypatch.setattr("slaclock.cli.doctor.zone_data", lambda: data)

    def test_package_in_use_is_fine(self) -> None:
        ran = run("doctor")
        assert (ran.code, ran.err) == (0, "")
        assert re.search(rf"^slaclock +{re.escape(__version__)}$", ran.out, re.MULTILINE)
        assert "(the tzdata package)" in ran.out

    def test_json(self) -> None:
        data = from_json("doctor")
        assert data["versions"]["slaclock"] == __version__
        assert data["zone_data"]["source"] == "tzdata"
        assert data["warnings"] == []

    @pytest.mark.parametrize("version", ["2026f", "2027a"])
    def test_system_as_new_as_the_package_is_fine(
        self, version: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.with_zones(monkeypatch, version, "2026f")
        ran = run("doctor")
        assert (ran.code, ran.err) == (0, "")
        assert f"{version} (the system's, in /zones; the tzdata package has 2026f)" in ran.out

    def test_system_that_does_not_say_its_release(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.with_zones(monkeypatch, None, "2026f")
        ran = run("doctor")
        assert ran.code == 1
        assert ran.err == (
            "warning: the release of the zone data in /zones cannot be told; to use the package, "
            "set PYTHONTZPATH to nothing\n"
        )

    def test_package_that_is_not_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("slaclock.cli.doctor._PACKAGES", ("no-such-package",))
        assert "no-such-package  not installed\n" in run("doctor").out


class TestHolidaysOfAContract:
    def test_live_list_is_compared_with_nothing(self) -> None:
        ran = run("doctor", "-m", "wotnot")
        assert (ran.code, ran.err) == (0, "")

    def test_frozen_dates_that_changed_are_a_finding(self, tmp_path: Path) -> None:
        path = tmp_path / "frozen.toml"
        matrix = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
        text = frozen_text(matrix, [2026, 2027]).replace('2026-01-26 = "Republic Day"\n', "")
        path.write_text(text, encoding="utf-8")
        ran = run("doctor", "-m", path, "--at", "2026-03-02T00:00Z")
        assert ran.code == 1
        assert "IN-GJ     Mon 2026-01-26  -       Republic Day\n" in ran.out
        assert "business  IN-GJ     2027-12-31   not among the years frozen: 2026, 2027" in ran.out
        assert "business  Wed 2027-03-10  Eid al-Fitr (estimated)\n" in ran.out
        assert ran.err == "warning: of the frozen dates, the list in use says 1 otherwise\n"
        data = json.loads(run("doctor", "-m", path, "--json", "--at", "2026-03-02T00:00Z").out)
        assert data["holidays"]["changes"] == [
            {"holidays": "IN-GJ", "date": "2026-01-26", "frozen": None, "now": "Republic Day"}
        ]
        assert data["holidays"]["known_until"][0]["known_until"] == "2027-12-31"

    def test_entry_that_the_list_no_longer_takes_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "frozen.toml"
        matrix = load_matrix("wotnot").with_holidays("IN")
        text = frozen_text(matrix, [2026]).replace('country = "IN"', 'country = "XX"')
        path.write_text(text, encoding="utf-8")
        ran = run("doctor", "-m", path)
        assert ran.code == 1
        assert "cannot be compared with the list in use: holidays[0]" in ran.err
