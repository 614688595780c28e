"""`slaclock matrix` shows what a contract says besides its table of plans."""

from __future__ import annotations

from pathlib import Path

from tests.commands import run

CONTRACT = """
id = "all"
version = "3"
effective_from = 2026-01-01
effective_until = 2027-01-01
business_day = "full_day"
counted_from = "start"
at_risk = "80 %"
pauses = ["resolution", "response"]
[calendars.desk]
timezone = "Europe/Berlin"
hours = { mon-fri = ["09:00-17:00"] }
holidays = [{ country = "DE", subdivision = "BY" }, "2026-12-24"]
exceptions = { "2026-12-31" = { hours = ["09:00-12:00"], reason = "New Year's Eve" } }
[[calendars.desk.seasons]]
from = 2026-08-01
to = 2026-08-31
reason = "Summer"
hours = { mon-fri = ["09:00-13:00"] }
[priorities.P1]
[plans.gold]
calendar = "desk"
targets.P1 = { response = "1 h", resolution = "4 h", next_response = "2 h" }
[plans.silver]
calendar = "desk"
targets.P1 = { response = "2 h", resolution = "8 h" }
[[choose]]
when = { organisation = ["acme", "globex"], channel = "phone" }
plan = "gold"
[[escalation]]
level = 1
contact = "Desk"
at = "50 %"
metric = "resolution"
plan = "gold"
notify = "desk"
[[silence]]
code = "missing-cell"
path = "plans.silver"
reason = "silver has no further answers"
"""
FACTS = """
in force from 2026-01-01 until 2027-01-01, that day excluded

response: from opened to responded or resolved; pauses for any reason
resolution: from opened to resolved; pauses for any reason
next response: from customer_replied to responded or resolved; runs on in a pause
days are counted from: start
a change of plan or priority: retroactive; a reopening: resume
at risk: from 80 % of a target

calendar desk: Europe/Berlin mon-fri 09:00-17:00; \
Summer 2026-08-01 to 2026-08-31: mon-fri 09:00-13:00
  holidays: country DE, subdivision BY
  holidays: date 2026-12-24
  exception 2026-12-31: 09:00-12:00 (New Year's Eve)

choose plan gold where organisation is acme or globex and channel is phone

escalation level 1: Desk, at 50 %, for resolution, on plan gold, told in the hours of desk

silenced: missing-cell at plans.silver: silver has no further answers
"""


def test_everything_that_is_said_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "all.toml"
    path.write_text(CONTRACT, encoding="utf-8")
    ran = run("matrix", "-m", path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith(FACTS)


def test_ranks_and_dates_that_are_not_usual(tmp_path: Path) -> None:
    path = tmp_path / "all.toml"
    text = CONTRACT.replace('id = "all"', 'id = "all"\nranked = false\nsource = "page 3"')
    path.write_text(text.replace("effective_until", "known_from"), encoding="utf-8")
    out = run("matrix", "-m", path).out
    assert "in force from 2026-01-01\nknown from 2027-01-01\nsource: page 3\n" in out
    assert "in no order of rank: plans, priorities\n" in out


RICH = """
id = "rich"
business_day = "full_day"
holidays = [{ country = "GR", categories = ["half_day"], hours = [] }]
[calendars.desk]
any_of = ["early", "late"]
minus = ["lunch"]
[calendars.early]
timezone = "Europe/Athens"
rota = { starts = 2026-01-05, weeks = [{ mon-fri = ["06:00-14:00"] }, { mon = ["14:00-22:00"] }] }
holidays = [
  { date = 2026-12-24, name = "Eve", hours = ["09:00-13:00"] },
  { country = "HU", worked_weekends = "mon" },
]
[calendars.late]
timezone = "Europe/Athens"
hours = { mon-fri = ["14:00-22:00"] }
observes_holidays = false
[calendars.lunch]
timezone = "Europe/Athens"
hours = { mon-fri = ["12:00-13:00"] }
observes_holidays = false
[priorities.P1]
[plans.gold]
calendar = "desk"
counted_from = "start"
first_response = { within = "30 min", calendar = "late" }
targets.P1.response = { within = "4 h", pauses = { customer = "open_time" } }
targets.P1.resolution = [
  { within = "1 BD", by = "16:00", cutoff = "< 12:00", opened_in = "early", lands_on = "late" },
  { first_of = ["30 h", { within = "2 BD", business_day = "same_time" }], pauses = false },
]
"""
SAYS = (
    "gold: counted_from start",
    "gold P1, response: within 4 h, pauses customer open_time",
    (
        "gold P1, resolution: within 1 BD, by 16:00, cutoff < 12:00, lands_on late, opened_in "
        "early; else the earlier of 30 h or within 2 BD, business_day same_time, pauses false"
    ),
    "calendar desk: (early or late) without lunch",
    (
        "calendar early: Europe/Athens rota from 2026-01-05 in turn: mon-fri 06:00-14:00 / "
        "mon 14:00-22:00"
    ),
    "  holidays: date 2026-12-24, name Eve, hours 09:00-13:00",
    "  holidays: country HU, worked_weekends mon",
    "  holidays: country GR, categories half_day, hours none",
)


def test_targets_and_calendars_are_shown_with_all_that_they_say(tmp_path: Path) -> None:
    path = tmp_path / "rich.toml"
    path.write_text(RICH, encoding="utf-8")
    ran = run("matrix", "-m", path)
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert [line for line in SAYS if line not in lines] == []
    # Its cell shows the calendar of a target already.
    assert "30 min (late)" in ran.out
    assert not any(line.startswith("gold, first response") for line in lines)
