"""Hospital time in the weeks of the demo.

The demo runs from December 2015 to March 2016, all of it in winter, when local time in London is
UTC: so an aware UTC moment is also what the hospital's clocks say.
"""

from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import DAILY, rrule

PRESENT = datetime(2016, 1, 8, 9, tzinfo=UTC)
MONDAY = date(2016, 1, 4)


def at(day: date, clock: str) -> datetime:
    """Give the moment on a day when the hospital's clocks say, say, 08:30."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=UTC)


def after(start: datetime, clock: str) -> datetime:
    """Give the first moment after a start when the clocks say so."""
    end = at(start.date(), clock)
    return end if end > start else end + timedelta(days=1)


def written(moment: datetime) -> str:
    """Write a moment as files have it."""
    return moment.strftime("%Y-%m-%d %H:%M")


def days(first: date, last: date) -> tuple[date, ...]:
    """List the days from the first to the last, both included."""
    return tuple(
        d.date() for d in rrule(DAILY, dtstart=at(first, "00:00"), until=at(last, "00:00"))
    )
