"""A calendar feed: the hours of a desk and the deadline of a ticket, for any calendar program."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from slaclock import compute_deadline, load_matrix

opened_at = datetime(2026, 3, 6, 18, 30, tzinfo=ZoneInfo("Asia/Kolkata"))
due = compute_deadline("starter", "P1", opened_at).resolution_due
feed = Calendar.new(name="Support desk")
for start, end in (
    load_matrix("wotnot").calendars["business"].windows(opened_at, opened_at + timedelta(days=7))
):
    feed.add_component(Event.new(summary="open", start=start, end=end, uid=start.isoformat()))
feed.add_component(Event.new(summary="ticket 1042 is due", start=due, uid="due-1042"))
print(feed.to_ical().decode())
