"""`slaclock doctor`."""

from __future__ import annotations

import pytest

from slaclock import __version__
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
        assert f"slaclock         {__version__}\n" in ran.out
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
