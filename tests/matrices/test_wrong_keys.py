"""Mistakes of who writes a contract for the first time, and what each is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock import load_matrix
from slaclock.errors import MatrixError

CONTRACT = """
id = "acme"
business_day = "full_day"

[calendars.office]
timezone = "Europe/Berlin"
hours = { mon-fri = ["09:00-17:00"] }
holidays = [2026-12-25]

[metrics.update]
starts = ["opened"]
completes = ["responded"]

[priorities.P1]
title = "Critical"

[plans.gold]
calendar = "office"
first_response = "< 4 h"
targets.P1 = { response = "1 h" }

[[choose]]
when = { organisation = "acme" }
plan = "gold"

[[goals]]
metric = "response"
share = "98 %"

[[escalation]]
level = 1
contact = "Boss"

[[examples]]
opened_at = 2026-03-02T10:00:00+01:00
plan = "gold"
"""


def told(tmp_path: Path, old: str, new: str) -> str:
    """Return what is said of the contract with one text in place of another."""
    assert old in CONTRACT
    file = tmp_path / "acme.toml"
    file.write_text(CONTRACT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MatrixError) as caught:
        load_matrix(file)
    return str(caught.value).removeprefix("acme.toml: ")


def test_contract_itself_loads(tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(CONTRACT, encoding="utf-8")
    assert load_matrix(file).id == "acme"


HOURS, HOLIDAYS = 'hours = { mon-fri = ["09:00-17:00"] }', "holidays = [2026-12-25]"
RESPONSE, TOP = 'response = "1 h"', 'business_day = "full_day"'


class TestOtherWords:
    """A key by another name, or one for many."""

    @pytest.mark.parametrize(
        ("old", "new", "meant"),
        [
            ("timezone", "tz", "timezone"),
            ("timezone", "time_zone", "timezone"),
            ("hours", "opening_hours", "hours"),
            (HOLIDAYS, 'holidays = [{ country = "DE", state = "BY" }]', "subdivision"),
            (HOLIDAYS, 'seasons = [{ start = "07-01", to = "08-31", hours = {} }]', "from"),
            (HOLIDAYS, "holiday = [2026-12-25]", "holidays"),
            ("starts", "start", "starts"),
            ("completes", "ends", "completes"),
            ("completes", "stops", "completes"),
            ("title", "name", "title"),
            ("title", "description", "meaning"),
            (RESPONSE, 'reaction = "1 h"', "response"),
            (RESPONSE, 'resolve = "1 h"', "resolution"),
            (RESPONSE, 'response = { amount = "1 h" }', "within"),
            (RESPONSE, 'response = { within = "1 h", hours = "office" }', "calendar"),
            (RESPONSE, 'response = { within = "1 h", calendars = "office" }', "calendar"),
            (
                RESPONSE,
                'response = { within = "1 BD", business_days = "full_day" }',
                "business_day",
            ),
            (RESPONSE, 'response = { within = "1 BD", at = "16:00" }', "by"),
            (RESPONSE, 'response = { within = "1 BD", cut_off = "14:00" }', "cutoff"),
            ("when", "if", "when"),
            ('plan = "gold"', 'plans = "gold"', "plan"),
            ('plan = "gold"', 'calendar = "office"', "calendars"),
            ("share", "target", "share"),
            ("contact", "to", "contact"),
            ("opened_at", "opened", "opened_at"),
            ("[plans.gold]", "[plan.gold]", "plans"),
            ("[[escalation]]", "[[escalations]]", "escalation"),
            (TOP, 'business_days = "full_day"', "business_day"),
        ],
    )
    def test_key_that_was_meant_is_named(
        self, tmp_path: Path, old: str, new: str, meant: str
    ) -> None:
        assert f"is an unknown key; did you mean '{meant}'? keys: " in told(tmp_path, old, new)


class TestOtherPlaces:
    """A key that is known, if elsewhere."""

    @pytest.mark.parametrize(
        ("old", "new", "place"),
        [
            ("targets.P1", "P1", "what a priority is promised stands in targets: targets.P1 = {"),
            (
                "first_response",
                "response",
                'response is promised by priority: targets.P1.response, or targets."*".response',
            ),
            (RESPONSE, 'x = "1 h"', "a metric of your own needs a table [metrics.x]"),
            (
                RESPONSE,
                'first_response = "1 h"',
                "first_response is for a whole plan: write it in the plan, above its targets",
            ),
            (
                'title = "Critical"',
                RESPONSE,
                'a promise stands in a plan: [plans.NAME], targets.P1 = { response = "4 h" }',
            ),
            ("first_response =", "timezone =", "timezone belongs in a calendar, [calendars.NAME]"),
            ("first_response =", "cutoff =", "cutoff belongs in a target, such as { within ="),
            (TOP, 'cutoff = "14:00"', "cutoff belongs in a target, such as { within ="),
            (TOP, HOURS, "hours belongs in a calendar, [calendars.NAME]"),
            (TOP, 'starts = ["opened"]', "starts belongs in a metric, [metrics.NAME]"),
            (TOP, 'extends = "gold"', "extends belongs in a plan, [plans.NAME]"),
            (
                HOLIDAYS,
                TOP,
                "business_day belongs to the whole contract, above the first [table]",
            ),
            (
                HOLIDAYS,
                'country = "DE"',
                "country belongs in an entry of holidays: holidays = [{ country = ... }]",
            ),
            (
                "first_response =",
                "priorities =",
                "as tables of their own: [priorities.NAME]",
            ),
            ("first_response =", "choose =", "as tables of their own: [[choose]]"),
            (
                "first_response =",
                "pauses =",
                "pauses belongs in a target or a metric, or names the metrics at the top",
            ),
            (
                "when = { organisation",
                "organisation = { x",
                'the fields of a ticket stand in when: when = { organisation = "..." }',
            ),
        ],
    )
    def test_place_is_told(self, tmp_path: Path, old: str, new: str, place: str) -> None:
        message = told(tmp_path, old, new)
        assert place in message
        assert "did you mean" not in message


class TestPriorities:
    """A key of `targets` that is no priority."""

    @pytest.mark.parametrize(
        ("key", "hint"),
        [
            ("critical", "; 'critical' is another name of 'P1', which is its key here"),
            ("all", '; every priority that is not named is "*"'),
            ('"P1, P2"', '; write each by itself, or "*" for every one that is not named'),
        ],
    )
    def test_what_was_meant_is_told(self, tmp_path: Path, key: str, hint: str) -> None:
        message = told(tmp_path, "targets.P1 =", f"targets.{key} =")
        assert message.endswith(f"there are: P1{hint}")


class TestOtherForms:
    """A value of another form, which is shown as it would be written."""

    @pytest.mark.parametrize(
        ("old", "new", "form"),
        [
            (HOURS, 'hours = "24x7"', 'or { mon-sun = ["00:00-24:00"] } for round the clock'),
            (HOURS, 'hours = ["09:00-17:00"]', 'write { mon-fri = ["09:00-17:00"] }'),
            (HOURS, 'hours = { mon = "09:00-17:00" }', 'is not a list; write ["09:00-17:00"]'),
            (HOLIDAYS, 'holidays = "DE"', 'is not a list; write [{ country = "DE" }]'),
            (HOLIDAYS, 'holidays = { country = "DE" }', 'write [{ country = "DE" }]'),
            (
                HOLIDAYS,
                "exceptions = [2026-12-24]",
                '[2026-12-24] is not a table; write { 2026-12-24 = ["09:00-13:00"] }',
            ),
            (HOLIDAYS, 'holidays = ["12-25"]', 'write { rrule = "FREQ=YEARLY", start = '),
            (HOLIDAYS, 'exceptions = { "12-24" = [] }', 'write { rrule = "FREQ=YEARLY", start = '),
            (
                HOLIDAYS,
                "holidays = [{ from = 2026-12-24, to = 2027-01-01 }]",
                'for dates in a row write { rrule = "FREQ=DAILY;COUNT=9", start = 2026-12-24',
            ),
            (HOLIDAYS, "holidays = [25-12-2026]", "and a date is 2026-12-24"),
            (RESPONSE, 'response = { within = "1 BD", by = 16:00 }', 'is quoted text, "16:00"'),
            (RESPONSE, 'response = { by = "16:00" }', "is missing; write how much, such as within"),
            (
                RESPONSE,
                'response = { within = "1 h", strict = "true" }',
                "'true' is not true or false; write true, without quotes",
            ),
            ("level = 1", 'level = "1"', "'1' is not a whole number; write 1, without quotes"),
            (TOP, f"{TOP}\npauses = true", 'write ["resolution"]: the metrics that a pause stops'),
            ("[plans.gold]", "[[plans]]", "write tables of their own, [plans.NAME]"),
            ("[[choose]]", "[choose]", "is not a list; write [[choose]], with two brackets"),
            ("[[escalation]]", "[escalation]", "write [[escalation]], with two brackets"),
            (TOP, "business_day = 8", "8 is not what a business day can be; write full_day"),
            (TOP, 'business_day = "end_of_day"', "did you mean 'close_of_business'?"),
            ('["responded"]', '["response"]', "did you mean 'responded'?"),
            ("10:00:00+01:00", "10:00:00", "'2026-03-02T10:00:00' has no offset; add one, such as"),
        ],
    )
    def test_form_is_shown(self, tmp_path: Path, old: str, new: str, form: str) -> None:
        assert form in told(tmp_path, old, new)
