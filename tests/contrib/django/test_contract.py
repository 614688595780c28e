"""The contract of a project: a data file, and the days written into its database."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.test import override_settings

from slaclock import Matrix
from slaclock.contrib.django.contract import contract, fingerprint
from slaclock.contrib.django.models import Closure, OtherHours
from slaclock.matrices.history import MatrixHistory
from tests.contrib.django.project import OURS
from tests.world import at, contract_data

FRIDAY = at("2026-03-06 18:00")  # an hour before closing


def due() -> str:
    found = contract()
    assert isinstance(found, Matrix)
    return f"{found.compute_deadline('gold', 'P1', FRIDAY).response_due:%a %d %H:%M}"


class TestContract:
    def test_without_days_it_is_the_data_file(self) -> None:
        assert contract() is OURS
        assert due() == "Mon 09 12:00"

    def test_closure_closes_each_of_its_days(self) -> None:
        Closure.objects.create(first_day=date(2026, 3, 9), last_day=date(2026, 3, 10))
        assert due() == "Wed 11 12:00"

    def test_other_hours_win_over_a_closure(self) -> None:
        OtherHours.objects.create(date=date(2026, 3, 9), hours="10:00-11:00, 12:00-13:00")
        Closure.objects.create(first_day=date(2026, 3, 9), last_day=date(2026, 3, 9))
        # An hour on Friday, two on Monday, one on Tuesday.
        assert due() == "Tue 10 10:00"

    def test_row_that_is_deleted_counts_no_more(self) -> None:
        row = Closure.objects.create(first_day=date(2026, 3, 9), last_day=date(2026, 3, 9))
        assert due() == "Tue 10 12:00"
        row.delete()
        assert due() == "Mon 09 12:00"

    def test_closure_of_one_calendar_leaves_the_others(self) -> None:
        always = {"timezone": "UTC", "hours": {"mon-sun": ["00:00-24:00"]}}
        both = {"always": {**always, "observes_holidays": False}, "desk": OURS.calendars["desk"]}
        data = contract_data(calendars={**both, "desk": contract_data()["calendars"]["desk"]})
        Closure.objects.create(first_day=date(2026, 3, 9), last_day=date(2026, 3, 9))
        with override_settings(SLACLOCK_MATRIX=Matrix.model_validate(data)):
            found = contract()
        assert isinstance(found, Matrix)
        noon = at("2026-03-09 12:00")
        assert found.calendars["always"].is_open(noon)
        assert not found.calendars["desk"].is_open(noon)

    def test_days_hold_in_every_version_of_a_history(self) -> None:
        versions = [
            Matrix.model_validate(contract_data(version="a", effective_from="2025-01-01")),
            Matrix.model_validate(contract_data(version="b", effective_from="2026-03-01")),
        ]
        before = MatrixHistory(versions)
        Closure.objects.create(first_day=date(2026, 3, 9), last_day=date(2026, 3, 9))
        with override_settings(SLACLOCK_MATRIX=before):
            found = contract()
        assert isinstance(found, MatrixHistory)
        assert [one.matrix.version for one in found.versions] == ["a", "b"]
        for one in found.versions:
            assert not one.matrix.calendars["desk"].is_open(at("2026-03-09 12:00"))
        assert fingerprint(found) != fingerprint(before)

    @override_settings(SLACLOCK_MATRIX=None)
    def test_missing_setting_says_what_to_name(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="SLACLOCK_MATRIX is missing; name a data"):
            contract()

    def test_file_is_read_once(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.json"
        path.write_text(json.dumps(contract_data()))
        with override_settings(SLACLOCK_MATRIX=path):
            assert due() == "Mon 09 12:00"
            path.unlink()
            assert due() == "Mon 09 12:00"


class TestDays:
    @pytest.mark.parametrize(
        ("row", "place", "words"),
        [
            (
                OtherHours(date=date(2026, 3, 9), hours="13:00-09:00x"),
                "__all__",
                "13:00-09:00x",
            ),
            (
                OtherHours(date=date(2026, 3, 9), hours="09:00-10:00", calendar="office"),
                "calendar",
                "the contract has no calendar 'office'; it has ['desk']",
            ),
            (
                Closure(first_day=date(2026, 3, 9), last_day=date(2026, 3, 8)),
                "last_day",
                "it must lie within a year after the first day",
            ),
            (
                Closure(first_day=date(2026, 3, 9), last_day=date(2028, 3, 8)),
                "last_day",
                "it must lie within a year after the first day",
            ),
        ],
        ids=["hours", "calendar", "reversed", "years"],
    )
    def test_what_cannot_be_is_refused(self, row: Closure, place: str, words: str) -> None:
        with pytest.raises(ValidationError) as caught:
            row.full_clean()
        assert words in " ".join(caught.value.message_dict[place])

    def test_what_can_be_passes(self) -> None:
        Closure(first_day=date(2026, 3, 9), last_day=date(2026, 3, 9)).full_clean()
        OtherHours(date=date(2026, 3, 9), hours="09:00-13:00", calendar="desk").full_clean()
