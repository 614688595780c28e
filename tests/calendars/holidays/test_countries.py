"""Where holidays come from: dates, and the `holidays` package under strict names."""

from __future__ import annotations

import os
import signal
import warnings
from datetime import date
from importlib.metadata import version
from typing import Any

import pytest

from slaclock import Calendar
from slaclock.calendars.holidays import (
    CountryHolidays,
    Holiday,
    country_class,
    holidays_version,
)
from slaclock.calendars.holidays import countries as holidays
from slaclock.calendars.holidays.countries import worked_weekends_undecided
from slaclock.errors import CalendarError, CoverageError, HolidayError
from tests.calendars.holidays.half import desk

REPUBLIC_DAY = date(2026, 1, 26)


class TestPackage:
    def test_installed_release_is_not_an_old_one(self) -> None:
        """A resolver that meets python-dateutil>=3 silently goes back to an old release."""
        major, minor = (int(part) for part in holidays_version().split(".")[:2])
        assert (major, minor) >= (0, 100)
        assert holidays_version() == version("holidays")


class TestCountryHolidays:
    def test_holidays_of_a_state(self) -> None:
        found = CountryHolidays.checked("IN", "GJ").in_year(2026)
        assert found[REPUBLIC_DAY] == Holiday("Republic Day")
        birthday = date(2026, 10, 31)
        assert found[birthday] == Holiday("Sardar Vallabhbhai Patel's Birthday")
        assert birthday not in CountryHolidays.checked("IN").in_year(2026)
        assert {day.year for day in found} == {2026}

    def test_names_are_english_whatever_the_language(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LANG", "de_DE.UTF-8")
        assert (
            CountryHolidays.checked("DE").in_year(2026)[date(2026, 1, 1)].name == "New Year's Day"
        )

    def test_country_without_english_names_uses_its_own(self) -> None:
        """Not every country of the package is translated; the dates hold all the same."""
        for code in ("VA", "LI", "SM"):
            assert CountryHolidays.checked(code).in_year(2026)

    def test_each_answer_is_a_fresh_one(self) -> None:
        source = CountryHolidays.checked("IN")
        first = dict(source.in_year(2026))
        source.in_year(2027)
        assert source.in_year(2026) == first

    def test_only_the_years_that_are_given(self) -> None:
        source = CountryHolidays.checked("IN", years=[2027, 2026, 2026])
        assert source.years == (2026, 2027)
        assert source.in_year(2026)
        with pytest.raises(CoverageError) as caught:
            source.in_year(2028)
        assert str(caught.value) == (
            "holidays of IN in 2028: not among the years given: 2026, 2027"
        )

    def test_estimates_may_be_refused(self) -> None:
        assert CountryHolidays.checked("IN").in_year(2027)[date(2027, 3, 10)].estimated
        strict = CountryHolidays.checked("IN", "GJ", allow_estimated=False)
        with pytest.raises(CoverageError) as caught:
            strict.in_year(2027)
        assert str(caught.value).startswith(
            "holidays of IN-GJ in 2027: dates are estimates and allow_estimated is false: "
        )

    def test_estimates_that_are_none_pass_the_strict_mode(self) -> None:
        assert CountryHolidays.checked("FR", allow_estimated=False).in_year(2026)

    def test_year_that_the_package_only_warns_about(self) -> None:
        with pytest.raises(CoverageError) as caught:
            CountryHolidays.checked("IN").in_year(2040)
        assert "the holidays package says: " in str(caught.value)

    def test_year_that_the_package_does_not_have(self) -> None:
        with pytest.raises(CoverageError) as caught:
            CountryHolidays.checked("IN", "GJ").in_year(1940)
        assert str(caught.value) == (
            "holidays of IN-GJ in 1940: the holidays package covers 1948 to 2100"
        )

    def test_holidays_of_another_year_are_left_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Some countries of the package observe New Year's Day on the last day of December."""
        found = CountryHolidays.checked("US").in_year(2021)
        assert date(2021, 12, 31) in found  # 1 January 2022 was a Saturday
        assert all(day.year == 2021 for day in found)

    def test_content_and_text(self) -> None:
        source = CountryHolidays.checked("IN", "Gujarat", ["public", "optional", "public"], [2026])
        assert source.content() == {
            "country": "IN",
            "subdivision": "GJ",
            "categories": ["optional", "public"],
            "years": [2026],
            "allow_estimated": True,
        }
        assert str(source) == "IN-GJ"
        assert str(CountryHolidays.checked("IN")) == "IN"


class TestMissingCategory:
    @pytest.mark.parametrize("code", ["AP", "BR", "CG", "JH", "ML", "MN", "MP", "OD", "TS"])
    def test_nine_states_keep_a_list_of_their_own(self, code: str) -> None:
        assert CountryHolidays.checked("IN", code).missing_category() == "government"
        whole = CountryHolidays.checked("IN", code, ["government", "public"])
        assert whole.missing_category() is None

    @pytest.mark.parametrize(("country", "code"), [("IN", "GJ"), ("IN", None), ("FR", None)])
    def test_others_have_none(self, country: str, code: str | None) -> None:
        assert CountryHolidays.checked(country, code).missing_category() is None


class TestStatesWithHolidays:
    def test_code_with_a_hyphen_and_a_space(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The package keeps what such a part has under a name without either."""

        class Entity:
            subdivisions = ("A-B c", "D")
            default_category = "public"
            _populate_subdiv_a_b_c_public_holidays = None

        monkeypatch.setattr(holidays, "country_class", lambda country: Entity)
        assert CountryHolidays("XX").states_with_holidays() == ("A-B c",)

    def test_nine_indian_states_have_government_holidays_of_their_own(self) -> None:
        source = CountryHolidays.checked("IN", categories=["government"])
        states = ("AP", "BR", "CG", "JH", "ML", "MN", "MP", "OD", "TS")
        assert source.states_with_holidays() == states

    def test_public_holidays_where_no_category_is_said(self) -> None:
        assert "GJ" in CountryHolidays.checked("IN").states_with_holidays()
        assert CountryHolidays.checked("SE").states_with_holidays() == ()

    def test_code_of_two_words(self) -> None:
        """School holidays of France are those of three zones."""
        source = CountryHolidays.checked("FR", categories=["school"])
        assert source.states_with_holidays() == ("Zone A", "Zone B", "Zone C")

    def test_each_category_that_is_asked_for_counts(self) -> None:
        source = CountryHolidays.checked("FR", categories=["public", "school"])
        assert {"Zone A", "BL"} <= set(source.states_with_holidays())


class TestNames:
    @pytest.mark.parametrize(
        ("country", "message"),
        [
            (
                "IND",
                (
                    "'IND' is an unknown country; did you mean 'IN'? write an ISO 3166-1 alpha-2 "
                    "code such as 'IN'"
                ),
            ),
            (
                "in",
                (
                    "'in' is an unknown country; did you mean 'IN'? write an ISO 3166-1 alpha-2 "
                    "code such as 'IN'"
                ),
            ),
            ("", "'' is an unknown country; write an ISO 3166-1 alpha-2 code such as 'IN'"),
            (False, "False is not a country code; write text such as 'IN'; quote 'NO' in YAML"),
            (356, "356 is not a country code; write text such as 'IN'"),
        ],
    )
    def test_country_is_an_alpha_2_code(self, country: Any, message: str) -> None:
        with pytest.raises(HolidayError) as caught:
            country_class(country)
        assert str(caught.value) == message

    @pytest.mark.parametrize(
        ("name", "hint"),
        [
            ("gj", "did you mean 'GJ'? "),
            ("IN-GJ", "did you mean 'GJ'? "),
            ("Gujrat", "did you mean 'Gujarat'? "),
            ("OR", "it is now 'OD'; "),
            ("DD", "it is now 'DH'; "),
            ("Bavaria", ""),
            (7, ""),
        ],
    )
    def test_subdivision_is_checked(self, name: Any, hint: str) -> None:
        with pytest.raises(HolidayError) as caught:
            CountryHolidays.checked("IN", name)
        start = f"{name!r} is an unknown subdivision of IN; {hint}codes: AN, AP, AR, "
        assert str(caught.value).startswith(start)

    def test_state_by_its_english_name(self) -> None:
        with pytest.raises(HolidayError) as caught:
            CountryHolidays.checked("DE", "Bavaria")
        start = "'Bavaria' is an unknown subdivision of DE; did you mean 'BY'? codes: BB, BE, BW, "
        assert str(caught.value).startswith(start)
        assert CountryHolidays.checked("IN", "Gujarat").subdivision == "GJ"

    def test_renaming_holds_for_india_alone(self) -> None:
        with pytest.raises(HolidayError) as caught:
            CountryHolidays.checked("DE", "OR")
        assert str(caught.value).startswith(
            "'OR' is an unknown subdivision of DE; codes: BB, BE, BW, "
        )
        assert CountryHolidays.checked("US", "OR").subdivision == "OR"

    def test_category_is_checked(self) -> None:
        with pytest.raises(HolidayError) as caught:
            CountryHolidays.checked("IN", categories=["school"])
        assert str(caught.value) == (
            "'school' is an unknown category of IN; "
            "categories: government, optional, optional_women, public"
        )


class TestBuild:
    """What the package might do and does not do at hand."""

    @staticmethod
    def entity(**changes: Any) -> Any:
        class Built(dict):  # type: ignore[type-arg]
            start_year, end_year = 2000, 2100
            supported_languages: tuple[str, ...] = ()
            default_language = None
            asked: dict[str, Any] = {}

            def __init__(self, **asked: Any) -> None:
                super().__init__({date(asked["years"], 5, 1): "May Day"})
                type(self).asked = asked

        for name, value in changes.items():
            setattr(Built, name, value)
        return Built

    def test_country_without_languages_is_asked_in_english(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        entity = self.entity()
        monkeypatch.setattr(holidays, "country_class", lambda country: entity)
        assert CountryHolidays("XX").in_year(2026) == {date(2026, 5, 1): Holiday("May Day")}
        assert entity.asked["language"] == "en_US"
        assert entity.asked["expand"] is False

    @pytest.mark.parametrize(
        ("known", "own", "asked"),
        [
            (("de", "en_US"), "de", "en_US"),
            (("de",), "de", "de"),
            ((), None, "en_US"),
        ],
    )
    def test_english_where_it_is_known_and_else_the_language_of_the_country(
        self, known: tuple[str, ...], own: str | None, asked: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        entity = self.entity(supported_languages=known, default_language=own)
        monkeypatch.setattr(holidays, "country_class", lambda country: entity)
        CountryHolidays("XX").in_year(2026)
        assert entity.asked["language"] == asked

    def test_first_and_last_year_of_the_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(holidays, "country_class", lambda country: self.entity())
        source = CountryHolidays("XX")
        for year in (2000, 2100):
            assert list(source.in_year(year)) == [date(year, 5, 1)]
        for year in (1999, 2101):
            with pytest.raises(CoverageError, match="the holidays package covers 2000 to 2100"):
                source.in_year(year)

    def test_mark_of_an_estimate_is_read_in_the_language(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        entity = self.entity(estimated_label="%s (est.)", tr=lambda self, text: text)
        monkeypatch.setattr(holidays, "country_class", lambda country: entity)
        assert CountryHolidays("XX").in_year(2026)[date(2026, 5, 1)].estimated is False

    def test_warning_is_an_error_of_coverage(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def build(self: Any, **asked: Any) -> None:
            warnings.warn("only until 2035", UserWarning, stacklevel=1)

        entity = self.entity(__init__=build)
        monkeypatch.setattr(holidays, "country_class", lambda country: entity)
        with pytest.raises(CoverageError) as caught:
            CountryHolidays("XX").in_year(2040)
        assert str(caught.value) == (
            "holidays of XX in 2040: the holidays package says: only until 2035"
        )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_child_does_not_wait_for_a_lock_that_a_thread_of_its_parent_held() -> None:
    source = CountryHolidays.checked("US")
    source.in_year(2026)
    with holidays._building:
        child = os.fork()
        if child == 0:
            signal.alarm(20)  # ends the child if it waits
            found = source.in_year(2027)
            os._exit(0 if found else 1)
    assert os.waitpid(child, 0)[1] == 0


class TestWorkedWeekends:
    """What China and Hungary say is worked: 10 October and 10 January 2026 are Saturdays."""

    SATURDAYS = {"CN": date(2026, 10, 10), "HU": date(2026, 1, 10)}

    @staticmethod
    def desk(country: str, **changes: Any) -> Calendar:
        return Calendar(
            timezone="UTC",
            hours={"mon": ["08:00-16:00"], "tue-fri": ["09:00-17:00"]},
            holidays=[{"country": country, **changes}],
        )

    @pytest.mark.parametrize("country", ["CN", "HU"])
    def test_has_the_hours_of_the_weekday_that_is_named(self, country: str) -> None:
        desk = self.desk(country, worked_weekends="mon")
        found = desk.hours_on(self.SATURDAYS[country])
        assert [str(part) for part in found.hours] == ["08:00-16:00"]
        assert (found.cause, found.name) == ("worked weekend", "worked weekend")
        assert Calendar.model_validate(desk.content()) == desk

    @pytest.mark.parametrize("said", [False, None])
    def test_closed_otherwise(self, said: bool | None) -> None:
        desk = self.desk("CN", worked_weekends=said)
        assert desk.hours_on(self.SATURDAYS["CN"]).hours == ()
        assert Calendar.model_validate(desk.content()) == desk

    def test_what_is_not_said_is_not_in_the_content(self) -> None:
        assert "worked_weekends" not in CountryHolidays.checked("CN").content()
        no = CountryHolidays.checked("CN", worked_weekends=False)
        assert no.content()["worked_weekends"] is False

    def test_they_are_no_holidays(self) -> None:
        desk = self.desk("CN", worked_weekends="mon")
        assert self.SATURDAYS["CN"] not in desk.holidays_between(
            date(2026, 10, 1), date(2026, 10, 31)
        )

    def test_closure_of_another_entry_wins(self) -> None:
        entries = [{"country": "CN", "worked_weekends": "mon"}, "2026-10-10"]
        desk = Calendar(timezone="UTC", hours={"mon": ["08:00-16:00"]}, holidays=entries)
        assert desk.hours_on(self.SATURDAYS["CN"]).cause == "holiday"

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            (True, 'does not say whose hours hold; write a weekday such as "mon", or false'),
            ("mon-fri", 'names several weekdays; write the one whose hours hold, "mon"'),
            ("mnday", "names an unknown weekday 'mnday'; did you mean 'monday'?"),
        ],
    )
    def test_anything_but_a_weekday_is_refused(self, value: object, message: str) -> None:
        with pytest.raises(CalendarError) as caught:
            self.desk("CN", worked_weekends=value)
        assert message in str(caught.value)

    @pytest.mark.parametrize(
        ("value", "problem"),
        [
            (True, 'does not say whose hours hold; write a weekday such as "mon", or false'),
            ("mon-fri", 'names several weekdays; write the one whose hours hold, "mon"'),
            ("mon-tue", 'names several weekdays; write the one whose hours hold, "mon"'),
        ],
    )
    def test_refusal_in_full(self, value: object, problem: str) -> None:
        with pytest.raises(HolidayError) as caught:
            CountryHolidays.checked("HU", worked_weekends=value)
        assert str(caught.value) == f"{value!r} {problem}"

    def test_nothing_said_and_nothing_worked(self) -> None:
        for value, kept in ((None, None), (False, ""), ("", ""), ("Monday", "mon")):
            source = CountryHolidays.checked("HU", worked_weekends=value)
            assert source.worked_weekends == kept
            assert (source.may_open() is None) is (not kept)

    def test_undecided_until_the_entry_says(self) -> None:
        undecided = CountryHolidays.checked("HU")
        days = worked_weekends_undecided(undecided, [2026, 3000, 2025])
        assert days == (
            date(2025, 5, 17),
            date(2025, 10, 18),
            date(2025, 12, 13),
            date(2026, 1, 10),
            date(2026, 8, 8),
        )
        for said in ("mon", False):
            decided = CountryHolidays.checked("HU", worked_weekends=said)
            assert worked_weekends_undecided(decided, [2026]) == ()
        assert worked_weekends_undecided(CountryHolidays.checked("FR"), [2026]) == ()


class TestCountryEntry:
    def test_each_key_reaches_the_source(self) -> None:
        entry = {
            "country": "IN",
            "subdivision": "GJ",
            "categories": ["optional", "public"],
            "years": [2026, 2027],
            "allow_estimated": False,
            "worked_weekends": False,
        }
        assert desk(entry).content()["holidays"] == [entry]

    @pytest.mark.parametrize("subdivision", ["", None])
    def test_no_subdivision_is_the_whole_country(self, subdivision: object) -> None:
        found = desk({"country": "IN", "subdivision": subdivision})
        assert found == desk({"country": "IN"})
