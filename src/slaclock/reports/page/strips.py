"""The strip that shows the life of a ticket: support hours, and what counted of them."""

from __future__ import annotations

from slaclock.reports.figures.stories import Story
from slaclock.reports.page.charts import timeline_chart
from slaclock.reports.page.drawing import Chart
from slaclock.reports.words import metric_text

__all__ = ["DrawnStory", "strip_of"]


class DrawnStory(Story):
    """A story with its strip, which is drawn when it is asked for."""

    @property
    def chart(self) -> Chart:
        """Return the strip."""
        return strip_of(self)


def strip_of(story: Story) -> Chart:
    """Return the strip of a story."""
    title = f"Ticket {story.ticket_id}, {metric_text(story.metric)}"
    return timeline_chart(title, story.bands, story.marks)
