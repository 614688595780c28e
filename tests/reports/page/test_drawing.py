"""How drawings are made fit for a page."""

from __future__ import annotations

from slaclock.reports.page.drawing import Chart, figure_svg


def test_drawing_is_named_and_described_and_its_ids_are_its_own() -> None:
    svg = '<svg width="1"><g id="a" role="mark" class="m"/><use href="#a"/></svg>'
    assert figure_svg(Chart("A & B", "<told>", svg), 7) == (
        '<svg role="img" aria-labelledby="c7-t c7-d" focusable="false" width="1">'
        '<title id="c7-t">A &amp; B</title><desc id="c7-d">&lt;told&gt;</desc>'
        '<g id="c7-a"/><use href="#c7-a"/></svg>'
    )
