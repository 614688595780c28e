"""Levels of escalation: when each is crossed, and when its contact is notified."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest

from slaclock import Clock, Matrix
from slaclock.clock import Escalation
from slaclock.errors import MatrixError
from slaclock.events import Event, Paused, PriorityChanged, Resolved, Responded, Resumed
from tests.clock.cases import SHORT_FRIDAY, ist, matrix, opened

MICROSECOND = timedelta(microseconds=1)


def terms(*levels: dict[str, Any], target: str = "4 h", **changes: Any) -> Matrix:
    entries = [{"level": 1, "contact": "Lead", **level} for level in levels]
    return matrix({"P1": {"resolution": target}}, escalation=entries, **changes)


def crossing(at: str, *log: Event, now: datetime, **changes: Any) -> datetime | None:
    """Return when the one level of a contract is crossed."""
    (level,) = Clock(terms({"at": at}, **changes), log).escalations(now)
    assert level.crossed is (level.crosses_at is not None and level.crosses_at <= now)
    return level.crosses_at


class TestMomentOfATarget:
    """Opened on Monday 2 March at 09:00, to be resolved in 4 h."""

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            ("50 %", ist(2, 11)),
            ("99 %", ist(2, 12, 57, 36)),
            ("100 %", ist(2, 13)),
            ("150 %", ist(2, 15)),
            ("-1 h", ist(2, 12)),
            ("-5 h", ist(2, 9)),
            ("+4 h", ist(2, 17)),
            ("+6 h", ist(2, 19)),
            ("+7 h", ist(3, 10)),
            ("+1 BD", ist(3, 13)),
            ("-1 BD", ist(2, 9)),
        ],
    )
    def test_level_is_crossed_at_its_moment(self, at: str, expected: datetime) -> None:
        assert crossing(at, opened(ist(2, 9)), now=ist(2, 9)) == expected

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            ("50 %", ist(2, 12)),
            ("-1 h", ist(2, 13)),
            ("+4 h", ist(2, 18)),
            ("+1 BD", ist(3, 14)),
        ],
    )
    def test_pause_moves_what_comes_after_it(self, at: str, expected: datetime) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 10)), Resumed(ist(2, 11))]
        assert crossing(at, *log, now=ist(2, 11)) == expected

    def test_pause_after_the_deadline_moves_what_comes_after_it(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 14)), Resumed(ist(2, 16))]
        assert crossing("-1 h", *log, now=ist(2, 17)) == ist(2, 12)
        assert crossing("+1 h", *log, now=ist(2, 17)) == ist(2, 14)
        assert crossing("+2 h", *log, now=ist(2, 17)) == ist(2, 17)
        assert crossing("+1 BD", *log, now=ist(2, 17)) == ist(3, 15)

    def test_paused_clock_keeps_levels_it_has_crossed_and_has_no_time_for_others(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 12, 30))]
        assert crossing("50 %", *log, now=ist(2, 18)) == ist(2, 11)
        assert crossing("-1 h", *log, now=ist(2, 18)) == ist(2, 12)
        assert crossing("100 %", *log, now=ist(2, 18)) is None
        assert crossing("+4 h", *log, now=ist(2, 18)) is None

    def test_completed_clock_crosses_nothing_more(self) -> None:
        log = [opened(ist(2, 9)), Resolved(ist(2, 12))]
        assert crossing("-1 h", *log, now=ist(3, 9)) == ist(2, 12)
        assert crossing("100 %", *log, now=ist(3, 9)) is None
        assert crossing("+1 h", *log, now=ist(3, 9)) is None

    def test_level_that_no_open_time_reaches_has_no_time(self) -> None:
        fair = {
            "timezone": "Asia/Kolkata",
            "hours": {},
            "exceptions": {"2026-03-02": ["09:00-15:00"]},
        }
        stand = Matrix.model_validate(
            {
                **terms({"at": "+4 h"}, {"at": "+1 h", "notify": "office"}).content(),
                "calendars": {"office": fair},
            }
        )
        levels = Clock(stand, [opened(ist(2, 9))]).escalations(ist(2, 10))
        assert [level.crosses_at for level in levels] == [None, ist(2, 14)]
        late = Matrix.model_validate(
            {
                **terms({"at": "+1 h", "notify": "office"}).content(),
                "calendars": {
                    "office": fair,
                    "always": {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}},
                },
                "plans": {"gold": {"calendar": "always", "targets": {"P1": {"resolution": "8 h"}}}},
            }
        )
        (level,) = Clock(late, [opened(ist(2, 9))]).escalations(ist(2, 20))
        assert (level.crosses_at, level.crossed) == (ist(2, 18), True)
        assert (level.notify_at, level.notify) == (None, False)


class TestBusinessDays:
    def days(self, at: str, *log: Event, **changes: Any) -> datetime | None:
        return crossing(at, *log, now=log[-1].at, **{"target": "1 BD", **changes})

    @pytest.mark.parametrize(
        ("meaning", "at", "expected"),
        [
            ("full_day", "50 %", ist(2, 18)),
            ("full_day", "+1 BD", ist(4, 13)),
            ("full_day", "-1 BD", ist(2, 13)),
            ("full_day", "-1 h", ist(3, 12)),
            ("same_time", "50 %", ist(2, 18)),
            ("same_time", "100 %", ist(3, 13)),
            ("same_time", "+1 BD", ist(4, 13)),
            ("same_time", "-1 BD", ist(2, 13)),
            ("same_time", "-1 h", ist(3, 12)),
            ("close_of_business", "50 %", ist(3, 11)),
            ("close_of_business", "+1 BD", ist(4, 19)),
            ("close_of_business", "-1 BD", ist(2, 19)),
            ("close_of_business", "-2 BD", ist(2, 13)),
            ("close_of_business", "+1 h", ist(4, 10)),
            ("8 h", "50 %", ist(2, 17)),
            ("8 h", "+1 BD", ist(3, 19)),
            ("8 h", "-1 BD", ist(2, 13)),
        ],
    )
    def test_moment_follows_the_meaning_of_a_business_day(
        self, meaning: str, at: str, expected: datetime
    ) -> None:
        """Opened on Monday 2 March at 13:00, to be resolved in 1 BD."""
        assert self.days(at, opened(ist(2, 13)), business_day=meaning) == expected

    @pytest.mark.parametrize("by", ["08:59", "09:00", "09:01"])
    def test_days_after_a_time_round_the_opening_count_from_its_date(self, by: str) -> None:
        """Due on Wednesday 4 March; a business day is over when Thursday's hours are."""
        target = {"within": "1 BD", "by": by}
        found = self.days(
            "+1 BD", opened(ist(2, 13)), target=target, business_day="close_of_business"
        )
        assert found == ist(5, 19)

    def test_full_days_of_different_length_count_by_their_shares(self) -> None:
        # From Thursday 5 March 17:00: 20 % of it, 80 % of Friday; half is 30 % into Friday.
        assert self.days("50 %", opened(ist(5, 17)), hours=SHORT_FRIDAY) == ist(6, 10, 12)
        assert self.days("+1 BD", opened(ist(5, 17)), hours=SHORT_FRIDAY) == ist(9, 17)

    def test_days_after_an_amount_of_open_time_count_from_the_deadline(self) -> None:
        found = self.days("+1 BD", opened(ist(5, 13)), target="4 h", hours=SHORT_FRIDAY)
        assert found == ist(6, 12, 12)  # due on Thursday at 17:00, 80 % into the day

    def test_share_of_a_dated_target_is_reached_at_a_whole_microsecond(self) -> None:
        """67 % of two days of ten hours less a microsecond: 13 h 24 min less two thirds of one."""
        opening = ist(2, 9) + MICROSECOND
        dated = {"target": "1 BD", "business_day": "close_of_business"}
        found = crossing("67 %", opened(opening), now=opening, **dated)
        assert found == ist(3, 12, 24) + MICROSECOND

    def test_pause_before_the_deadline_moves_a_dated_level_with_it(self) -> None:
        log = [opened(ist(2, 13)), Paused(ist(2, 15)), Resumed(ist(2, 17))]
        assert self.days("+1 BD", *log, business_day="same_time") == ist(4, 15)

    def test_pause_after_the_deadline_moves_a_dated_level(self) -> None:
        log = [opened(ist(2, 13)), Paused(ist(3, 15)), Resumed(ist(3, 17))]
        assert self.days("+1 BD", *log, business_day="same_time") == ist(4, 15)
        assert self.days("-1 BD", *log, business_day="same_time") == ist(2, 13)

    def test_pause_after_a_dated_level_does_not_move_it(self) -> None:
        log = [opened(ist(2, 13)), Paused(ist(5, 15)), Resumed(ist(5, 17))]
        assert self.days("+1 BD", *log, business_day="same_time") == ist(4, 13)

    def test_pause_that_begins_at_a_dated_level_does_not_move_it(self) -> None:
        log = [opened(ist(2, 13)), Paused(ist(4, 13)), Resumed(ist(4, 15))]
        assert self.days("+1 BD", *log, business_day="same_time") == ist(4, 13)

    def test_several_pauses_after_the_deadline_all_move_a_dated_level(self) -> None:
        log = [
            opened(ist(2, 13)),
            Paused(ist(3, 14)),
            Resumed(ist(3, 15)),
            Paused(ist(3, 16)),
            Resumed(ist(3, 18)),
        ]
        assert self.days("+1 BD", *log, business_day="same_time") == ist(4, 16)

    def test_several_days_of_an_amount_each(self) -> None:
        assert self.days("+2 BD", opened(ist(2, 13)), business_day="8 h") == ist(4, 17)

    def test_close_of_business_is_that_of_the_day(self) -> None:
        # Due on Friday 6 March at 13:00, the closing; a day later is Monday at 19:00.
        found = self.days(
            "+1 BD", opened(ist(5, 12)), business_day="close_of_business", hours=SHORT_FRIDAY
        )
        assert found == ist(9, 19)

    def test_whole_target_is_the_deadline_even_at_an_opening(self) -> None:
        assert self.days("100 %", opened(ist(7, 12)), business_day="same_time") == ist(10, 9)

    def test_moment_before_any_time_has_counted_is_the_start(self) -> None:
        assert self.days("-1 BD", opened(ist(7, 12))) == ist(7, 12)

    def test_same_time_of_a_day_without_it_is_its_closing(self) -> None:
        found = self.days("+1 BD", opened(ist(4, 17)), business_day="same_time", hours=SHORT_FRIDAY)
        assert found == ist(6, 13)  # due on Thursday 5 March at 17:00

    def test_matrix_that_does_not_say_what_a_business_day_is_is_refused(self) -> None:
        with pytest.raises(MatrixError) as caught:
            terms({"at": "+1 BD"}, business_day=None)
        assert str(caught.value).startswith(
            "escalation[0].at: '+1 BD' counts in business days, but the matrix does not say"
        )


class TestLevels:
    def test_they_are_listed_by_metric_and_level(self) -> None:
        levels = [
            {"level": 2, "contact": "Manager", "at": "100 %"},
            {"level": 1, "contact": "Lead", "at": "50 %", "metric": "resolution"},
            {"level": 3, "contact": "CEO", "plan": "gold"},
        ]
        clock = Clock(matrix(escalation=levels), [opened(ist(2, 9))])
        assert [
            (level.metric, level.level, level.contact, level.crosses_at)
            for level in clock.escalations(ist(2, 9))
        ] == [
            ("response", 2, "Manager", ist(2, 10)),
            ("response", 3, "CEO", None),
            ("resolution", 1, "Lead", ist(2, 11)),
            ("resolution", 2, "Manager", ist(2, 13)),
            ("resolution", 3, "CEO", None),
        ]

    def test_level_of_another_plan_is_left_out(self) -> None:
        data = matrix({"P1": {"resolution": "4 h"}}).content()
        data["plans"]["silver"] = {"calendar": "office"}
        data["escalation"] = [
            {"level": 1, "contact": "Lead", "at": "50 %", "plan": "silver"},
            {"level": 1, "contact": "Lead", "at": "60 %"},
        ]
        clock = Clock(Matrix.model_validate(data), [opened(ist(2, 9))])
        assert [level.at for level in clock.escalations(ist(2, 9))] == ["60 %"]

    def test_only_levels_for_its_plan_and_metric_are_waited_for(self) -> None:
        """At 10:00 and 10:30 are the levels of another plan and metric, at 11:00 its own."""
        data = matrix({"P1": {"resolution": "4 h"}}).content()
        data["plans"]["silver"] = {"calendar": "office"}
        data["escalation"] = [
            {"level": 3, "contact": "Lead", "at": "25 %", "plan": "silver"},
            {"level": 2, "contact": "Lead", "at": "37 %", "metric": "response"},
            {"level": 1, "contact": "Lead", "at": "50 %", "plan": "gold", "metric": "resolution"},
        ]
        clock = Clock(Matrix.model_validate(data), [opened(ist(2, 9))])
        assert clock.next_change(ist(2, 9)) == ist(2, 11)
        assert clock.at(ist(2, 11)).highest_level == 1
        assert [change.level for change in clock.changes(ist(2, 9), ist(2, 12))] == [1, 1]

    def test_published_levels_have_no_times(self) -> None:
        clock = Clock("wotnot", [opened(ist(2, 9)).__class__(ist(2, 9), "starter", "P1")])
        levels = clock.escalations(ist(30, 9))
        assert [level.contact for level in levels[:4]] == [
            "Support specialist",
            "Support manager",
            "CTO",
            "CEO",
        ]
        assert len(levels) == 12
        assert {(level.at, level.crosses_at, level.notify_at) for level in levels} == {
            (None, None, None)
        }
        assert not any(level.crossed or level.notify for level in levels)

    def test_answered_metric_does_not_escalate(self) -> None:
        clock = Clock(
            matrix(escalation=[{"level": 1, "contact": "Lead", "at": "100 %"}]),
            [opened(ist(2, 9)), Responded(ist(2, 9, 30))],
        )
        assert [(level.metric, level.crossed) for level in clock.escalations(ist(3, 9))] == [
            ("response", False),
            ("resolution", True),
        ]

    def test_level_becomes_plain_data(self) -> None:
        (level,) = Clock(terms({"at": "-1 h"}), [opened(ist(2, 9))]).escalations(ist(2, 12))
        assert json.loads(json.dumps(level.to_dict())) == {
            "level": 1,
            "contact": "Lead",
            "metric": "resolution",
            "at": "-1 h",
            "crosses_at": "2026-03-02T12:00:00+05:30",
            "notify_at": "2026-03-02T12:00:00+05:30",
            "crossed": True,
            "notify": True,
            "repetition": 0,
            "role": None,
            "note": "",
        }
        (untimed,) = Clock(terms({}), [opened(ist(2, 9))]).escalations(ist(2, 12))
        assert untimed.to_dict()["crosses_at"] is None


class TestNotifying:
    """Round the clock, but nobody is notified outside office hours."""

    TERMS = Matrix.model_validate(
        {
            **matrix(
                escalation=[{"level": 1, "contact": "CEO", "at": "50 %", "notify": "office"}]
            ).content(),
            "plans": {
                "gold": {
                    "calendar": "always",
                    "targets": {"P1": {"resolution": "8 h"}},
                }
            },
        }
    )

    def level(self, now: datetime) -> Escalation:
        (level,) = Clock(self.TERMS, [opened(ist(6, 20))]).escalations(now)  # a Friday evening
        return level

    def test_level_crossed_at_night_is_notified_when_hours_begin(self) -> None:
        level = self.level(ist(7, 12))
        assert (level.crosses_at, level.notify_at) == (ist(7), ist(9, 9))
        assert (level.crossed, level.notify) == (True, False)
        assert self.level(ist(9, 9)).notify

    def test_both_instants_are_changes(self) -> None:
        clock = Clock(self.TERMS, [opened(ist(6, 20))])
        assert clock.next_change(ist(6, 20)) == ist(7)
        assert clock.next_change(ist(7)) == ist(7, 4) + MICROSECOND  # the breach
        assert clock.next_change(ist(7, 5)) == ist(9, 9)
        assert clock.next_change(ist(9, 9)) is None


class TestLaterEvents:
    def test_level_is_reckoned_as_if_they_did_not_exist(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 10)), Resumed(ist(2, 11)), Paused(ist(2, 12))]
        for target, at in [("4 h", "-1 h"), ("1 BD", "-1 h"), ("1 BD", "50 %")]:
            for now in (ist(2, 9), ist(2, 10), ist(2, 11)):
                so_far = [event for event in log if event.at <= now]
                assert crossing(at, *log, now=now, target=target) == crossing(
                    at, *so_far, now=now, target=target
                )


class TestChangedTerms:
    def test_level_before_a_change_is_reckoned_on_the_calendar_of_then(self) -> None:
        targets = {
            "P1": {"calendar": "always", "resolution": "4 h"},
            "P2": {"resolution": "8 h"},
        }
        level = {"level": 1, "contact": "Lead", "at": "50 %"}
        data = matrix(targets, escalation=[level], on_change="carry_elapsed")
        log = [opened(ist(7, 12)), PriorityChanged(ist(7, 15), "P2")]
        for now, expected in [(ist(7, 13), ist(7, 14)), (ist(7, 15), ist(9, 10))]:
            (level_now,) = Clock(data, log).escalations(now)
            assert level_now.crosses_at == expected

    def test_full_day_left_during_a_pause_is_reckoned_on_the_new_calendar(self) -> None:
        # Two of 24 h are used; eleven twelfths of Monday's ten hours are left, not one hour.
        targets = {
            "P1": {"calendar": "always", "resolution": "1 BD"},
            "P2": {"resolution": "1 BD"},
        }
        level = {"level": 1, "contact": "Lead", "at": "-1 h"}
        data = matrix(targets, escalation=[level], on_change="carry_elapsed")
        log = [opened(ist(7, 12)), Paused(ist(7, 14)), PriorityChanged(ist(7, 15), "P2")]
        (level_now,) = Clock(data, log).escalations(ist(7, 16))
        assert level_now.crosses_at is None

    def test_level_is_reckoned_on_the_terms_that_hold_during_a_pause(self) -> None:
        # Nothing has counted when a target of 1 s comes: 30 s before its end is its beginning.
        data = matrix(
            {"P1": {"response": "1 h"}, "P2": {"calendar": "always", "resolution": "< 1 s"}},
            escalation=[{"level": 1, "contact": "Lead", "at": "-30 s", "metric": "resolution"}],
            on_change="carry_elapsed",
        )
        log = [opened(ist(7, 9)), Paused(ist(7, 10)), PriorityChanged(ist(7, 11), "P2")]
        (level,) = Clock(data, log).escalations(ist(7, 12))
        assert level.crosses_at == ist(7, 9)


class TestRepetitions:
    """Opened on Monday 2 March at 09:00, to be resolved in 4 h; then a step every 2 h to 6 h."""

    LEVEL: ClassVar = {"at": "100 %", "every": "2 h", "upto": "6 h", "note": "Call", "role": "CTO"}
    OPENED = opened(ist(2, 9))

    def test_every_step_is_told_with_its_point(self) -> None:
        found = Clock(terms(self.LEVEL), [self.OPENED]).escalations(ist(2, 15))
        assert [(step.repetition, step.at, step.crosses_at, step.crossed) for step in found] == [
            (0, "100 %", ist(2, 13), True),
            (1, "+2 h", ist(2, 15), True),
            (2, "+4 h", ist(2, 17), False),
            (3, "+6 h", ist(2, 19), False),
        ]
        assert {(step.level, step.contact, step.role, step.note) for step in found} == {
            (1, "Lead", "CTO", "Call")
        }

    def test_pause_holds_up_what_comes_after_it_and_completion_ends_them(self) -> None:
        log = [self.OPENED, Paused(ist(2, 14)), Resumed(ist(2, 16)), Resolved(ist(2, 18))]
        found = Clock(terms(self.LEVEL), log).escalations(ist(3, 9))
        assert [step.crosses_at for step in found] == [ist(2, 13), ist(2, 17), None, None]

    def test_business_days(self) -> None:
        level = {"at": "+1 BD", "every": "1 BD", "upto": "3 BD"}
        found = Clock(terms(level), [opened(ist(5, 9))]).escalations(ist(5, 9))  # a Thursday
        assert [step.crosses_at for step in found] == [ist(6, 13), ist(9, 13), ist(10, 13)]

    def test_each_step_is_the_next_change_in_turn(self) -> None:
        level = {key: self.LEVEL[key] for key in ("at", "every", "upto")}
        clock = Clock(terms(level), [self.OPENED])
        assert clock.next_change(ist(2, 13, 30)) == ist(2, 15)
        assert clock.next_change(ist(2, 15)) == ist(2, 17)
        assert clock.next_change(ist(2, 19)) is None

    def test_each_step_has_a_key_of_its_own_that_stays(self) -> None:
        clock = Clock(terms(self.LEVEL), [self.OPENED])
        changes = [
            change for change in clock.changes(ist(2, 9), ist(2, 18)) if change.what == "crossed"
        ]
        begin = '["resolution","2026-03-02T03:30:00+00:00","crossed",1,"Lead"'
        assert [(change.at, change.repetition, change.key) for change in changes] == [
            (ist(2, 13), 0, f'{begin},"100 %"]'),
            (ist(2, 15), 1, f'{begin},"+2 h",1]'),
            (ist(2, 17), 2, f'{begin},"+4 h",2]'),
        ]
        again = clock.changes(ist(2, 14), ist(2, 16))
        assert [change.key for change in again if change.what == "crossed"] == [changes[1].key]

    def test_step_waits_for_the_hours_of_its_contact(self) -> None:
        level = {**self.LEVEL, "at": "+4 h", "every": "2 h", "upto": "8 h", "notify": "short"}
        short = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-16:00"]}}
        office = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}
        contract = terms(level, calendars={"office": office, "short": short})
        found = Clock(contract, [self.OPENED]).escalations(ist(2, 18))
        assert [(step.crosses_at, step.notify_at) for step in found] == [
            (ist(2, 17), ist(3, 9)),
            (ist(2, 19), ist(3, 9)),
            (ist(3, 11), ist(3, 11)),
        ]
