"""Strikes of the timeline and the calendar in words: for bars, tooltips and screen readers."""

from __future__ import annotations

from datetime import datetime

from rota.domain.codes import WindowState, words
from rota.domain.overlaps import Together, joined
from rota.domain.times import to_local
from rota.domain.windows import StrikeWindow
from rota.services.calendar import BankHoliday, CalendarView, ClockChange, LastPost
from ui import formats
from ui.strike_words import called_out, sites, true_length
from ui.wording import capital

POST = {"first": "1st class", "second": "2nd class"}


def bar_wordings(window: StrikeWindow, *, with_union: bool = False) -> tuple[str, ...]:
    """What a bar may say, the longest first."""
    what, state = window.terms.type_words, words(window.state)
    found = [f"{what}, {state}", what, state]
    if with_union:
        return (*(f"{window.union} {each}" for each in found), window.union)
    said = [capital(each) for each in found]
    if window.terms.end is None:
        said.insert(0, f"{said[0]}, no end given")
    return tuple(said)


def window_sentence(view: CalendarView, window: StrikeWindow) -> str:
    """One strike for a screen reader."""
    terms = window.terms
    when = formats.period(terms.start, terms.end, year=True)
    length = "" if terms.end is None else f", {true_length(terms.start, terms.end)}"
    said = [
        f"{window.union}, {terms.type_words}, {words(window.state)}",
        f"{when}{length}",
        f"{window.dispute}: {called_out(terms)}, {sites(terms.sites)}",
    ]
    if beside := view.beside(window):
        said.append(f"At the same time: {joined(sorted({each.union for each in beside}))}")
    posts = [post_words(post) for post in view.posts_of(window.window_id)]
    if posts and window.state is not WindowState.COMPLETED:
        said.append(f"Letters for its first day: {', '.join(posts)}")
    return ". ".join(said) + "."


def window_tip(view: CalendarView, window: StrikeWindow) -> str:
    """One strike for a tooltip, a line for each part."""
    return window_sentence(view, window).removesuffix(".").replace(". ", "\n")


def post_words(post: LastPost) -> str:
    """``2nd class until Thu 7 Jan 17:30``."""
    return f"{POST.get(post.post_class, post.post_class)} until {formats.moment(post.at)}"


def change_words(change: ClockChange) -> str:
    """``clocks back, 25 h``."""
    return f"clocks {change.goes}, {change.hours} h"


def change_sentence(change: ClockChange) -> str:
    """What a clock change does to its strike day."""
    return (
        f"The clocks go {change.goes} on {formats.day(change.day, year=True)}: "
        f"{formats.moment(change.day_start)} to {formats.moment(change.day_end)} "
        f"lasts {change.hours} hours."
    )


def holiday_sentence(holiday: BankHoliday) -> str:
    """``Fri 25 Dec 2015: Christmas Day, bank holiday``."""
    return f"{formats.day(holiday.day, year=True)}: {holiday.words}, bank holiday"


def short_period(start: datetime, end: datetime | None) -> str:
    """``20 Dec 07:00 to 23 Dec 06:59``: where the weekday can be seen."""
    if end is None:
        return f"from {_short(start)}, no end given"
    if to_local(start).date() == to_local(end).date():
        return f"{_short(start)} to {formats.clock(end)}"
    return f"{_short(start)} to {_short(end)}"


def together_words(stretch: Together) -> str:
    """``BMA and HCSA: 20 Dec 07:00 to 23 Dec 06:59``."""
    return f"{stretch.who}: {short_period(stretch.start, stretch.end)}"


def together_wordings(stretch: Together) -> tuple[str, ...]:
    """What the lane of everybody may say, the longest first; one alone is only counted."""
    if not stretch.is_overlap:
        return (str(stretch.count),)
    return together_words(stretch), stretch.who, str(stretch.count)


def together_sentence(stretch: Together) -> str:
    """Who is out at once, with how many groups and which."""
    counted = formats.count(stretch.count, "group")
    return f"{together_words(stretch)}\n{counted} out at once: {stretch.groups}"


def _short(at: datetime) -> str:
    return formats.moment(at).split(" ", 1)[1]
