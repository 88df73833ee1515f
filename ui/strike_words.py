"""Strikes in words: their type, their state, whom they call out, how long they really last."""

from __future__ import annotations

from datetime import datetime, timedelta

from rota.domain.codes import LossPolicy, WindowState, WindowType
from rota.domain.notice_words import groups_words
from rota.domain.times import clock_changes, elapsed_hours, to_local
from rota.domain.windows import StrikeWindow, WindowTerms
from ui import formats
from ui.colours import Tone

STATE_TONES = {
    WindowState.NOTIFIED: Tone.WARNING,
    WindowState.CONFIRMED: Tone.EMERGENCY,
    WindowState.SUSPENDED: Tone.SUSPENDED,
    WindowState.CALLED_OFF: Tone.MUTED,
    WindowState.COMPLETED: Tone.MUTED,
}

TYPE_MEANS = {
    WindowType.EMERGENCY_CARE_ONLY: "Those called out still give emergency care: you mark which "
    "duties are emergency-only cover; the others are lost.",
    WindowType.FULL_WALKOUT: "Every duty of those called out that starts inside is lost.",
    WindowType.CHRISTMAS_DAY_COVER: "As on Christmas Day: you mark which duties go ahead; the "
    "others are lost.",
    WindowType.ACTION_SHORT_OF_STRIKE: "No duty is lost; services stay at their normal level.",
}


POLICIES = {
    LossPolicy.START_INSIDE: "A duty that starts inside is lost to its own end",
    LossPolicy.CLIP: "Only the minutes inside are lost",
}


def called_out(terms: WindowTerms) -> str:
    """Whom a strike calls out, as they were called then: ``junior doctors and consultants``."""
    return groups_words(terms.groups, to_local(terms.start).date()) or "postal workers"


def sites(affected: frozenset[str]) -> str:
    """Where: the sites, or all of them."""
    return ", ".join(sorted(affected)) if affected else "all sites"


def true_length(start: datetime, end: datetime | None) -> str:
    """``24 h``; where the clocks change: ``25 h: the clocks go back on Sun 25 Oct``."""
    if end is None:
        return "no end given"
    length = formats.duration(timedelta(hours=elapsed_hours(start, end)))
    said = []
    for at in clock_changes(start, end):
        goes = "forward" if _offset(at) > _offset(at - timedelta(minutes=2)) else "back"
        said.append(f"the clocks go {goes} on {formats.day(to_local(at).date())}")
    return f"{length}: {', '.join(said)}" if said else length


def has_clock_change(start: datetime, end: datetime | None) -> bool:
    """Whether the clocks change inside."""
    return end is not None and bool(clock_changes(start, end))


def _offset(at: datetime) -> timedelta:
    return to_local(at).utcoffset() or timedelta()


def short_title(window: StrikeWindow) -> str:
    """``BMA, emergency care only``."""
    return f"{window.union}, {window.terms.type_words}"
