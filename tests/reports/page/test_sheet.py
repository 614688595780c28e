"""How drawings and shares are shown."""

from __future__ import annotations

from slaclock.reports import Report
from slaclock.reports.page.drawing import Chart
from slaclock.reports.page.sheet import Sheet


def test_each_drawing_has_ids_of_its_own(made: Report) -> None:
    sheet = Sheet(made)
    svgs = [sheet.figure(Chart("A", "a", "<svg ></svg>"))["svg"].__html__() for _ in range(2)]
    assert 'id="c1-t"' in svgs[0]
    assert 'id="c2-t"' in svgs[1]


def test_share_has_its_sample_and_says_what_is_below_the_goal(made: Report) -> None:
    sheet = Sheet(made)
    assert sheet.share(made.counts("resolution")) == ("33.3 %", "3", True)
    assert sheet.share(made.counts("first_response")) == ("60.0 %", "5", False)
    assert sheet.titles == ["First response", "Response", "Resolution"]
