"""Which zone names are accepted, and which zone data answers for them."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tzdata

from slaclock.errors import ZoneError
from slaclock.zones import get_zone, zone_data, zone_names


class TestGetZone:
    @pytest.mark.parametrize("name", ["Asia/Kolkata", "Asia/Calcutta", "UTC", "Etc/GMT-5"])
    def test_name_of_the_list(self, name: str) -> None:
        assert get_zone(name).key == name

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            (None, "None is not a time zone name; write text such as 'Asia/Kolkata'"),
            (5.5, "5.5 is not a time zone name; write text such as 'Asia/Kolkata'"),
            (
                "CST",
                (
                    "'CST' is not usable as a time zone: an abbreviation for three zones; write "
                    "America/Chicago, Asia/Shanghai, America/Havana"
                ),
            ),
            (
                "Asia/Kolkatta",
                (
                    "'Asia/Kolkatta' is an unknown time zone; did you mean 'Asia/Kolkata'? write "
                    "an IANA name such as 'Asia/Kolkata'"
                ),
            ),
            (
                "Europe/Frankfurt",
                (
                    "'Europe/Frankfurt' is an unknown time zone; write an IANA name such as "
                    "'Asia/Kolkata'"
                ),
            ),
            (
                "asia/kolkata",
                (
                    "'asia/kolkata' is an unknown time zone; did you mean 'Asia/Kolkata'? write "
                    "an IANA name such as 'Asia/Kolkata'"
                ),
            ),
            (
                "",
                (
                    "'' is an unknown time zone; it is empty; write an IANA name such as "
                    "'Asia/Kolkata'"
                ),
            ),
            (
                "GMT+2",
                (
                    "'GMT+2' is an unknown time zone; a fixed offset is not an IANA name; write a "
                    "place such as 'Asia/Kolkata', or 'Etc/GMT-5' for a constant +05:00"
                ),
            ),
        ],
    )
    def test_refusal_says_what_to_write(self, name: Any, message: str) -> None:
        with pytest.raises(ZoneError) as caught:
            get_zone(name)
        assert str(caught.value) == message


class TestZoneNames:
    def test_names_of_one_system_are_left_out(self) -> None:
        names = zone_names()
        assert "Asia/Kolkata" in names
        assert names.isdisjoint({"Factory", "localtime", "posixrules"})


class TestZoneData:
    @pytest.fixture(autouse=True)
    def _fresh(self) -> Iterator[None]:
        before = zoneinfo.TZPATH
        zone_data.cache_clear()
        yield
        zoneinfo.reset_tzpath(to=before)
        zone_data.cache_clear()

    def system(self, folder: Path, release: bytes | None) -> None:
        (folder / "Europe").mkdir()
        (folder / "Europe" / "Paris").write_bytes(b"TZif")
        if release is not None:
            (folder / "tzdata.zi").write_bytes(release)
        zoneinfo.reset_tzpath(to=(str(folder / "none"), str(folder)))

    def test_package_answers_where_the_system_has_nothing(self) -> None:
        zoneinfo.reset_tzpath(to=())
        package = tzdata.IANA_VERSION
        assert zone_data() == ("tzdata", package, package, None)

    @pytest.mark.parametrize(
        ("release", "version"),
        [
            pytest.param(b"# version 2025b\n# This zic input", "2025b", id="said"),
            pytest.param(b"# redacted\n", None, id="not said"),
            pytest.param(b"\xff\xfe", None, id="not text"),
            pytest.param(None, None, id="no such file"),
        ],
    )
    def test_system_goes_before_the_package(
        self, release: bytes | None, version: str | None, tmp_path: Path
    ) -> None:
        self.system(tmp_path, release)
        assert zone_data() == ("system", version, tzdata.IANA_VERSION, str(tmp_path))
