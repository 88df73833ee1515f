"""The sentences that notices say about a strike window, for patients and for staff."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time

from rota.domain.codes import (
    Level,
    LossPolicy,
    StaffGroup,
    WindowState,
    WindowType,
    group_words,
    words,
)
from rota.domain.times import clock_words, day_words, to_local
from rota.domain.trust import TrustDetails
from rota.domain.windows import StrikeWindow, WindowTerms

_MOST_LEVELS = 8
_PLANNED = "Industrial action by {who} is planned {when}."
_HAPPENING = {
    WindowState.NOTIFIED: _PLANNED,
    WindowState.CONFIRMED: _PLANNED,
    WindowState.SUSPENDED: (
        "The industrial action by {who} that was planned {when} is suspended. It is not going "
        "ahead at present."
    ),
    WindowState.CALLED_OFF: (
        "The industrial action by {who} that was planned {when} has been called off."
    ),
    WindowState.COMPLETED: "Industrial action by {who} took place {when}.",
}
_MAY_MOVE = "Some planned appointments may have to move."
_TO_PATIENTS = {
    WindowType.EMERGENCY_CARE_ONLY: (
        f"Those who take part give emergency care, but not other care. {_MAY_MOVE}"
    ),
    WindowType.FULL_WALKOUT: (
        f"Those who take part will not be at work. Other staff give emergency care. {_MAY_MOVE}"
    ),
    WindowType.CHRISTMAS_DAY_COVER: (
        "Those who take part give the care that a hospital gives on Christmas Day: emergency care "
        f"and care for the people who are staying in hospital. {_MAY_MOVE}"
    ),
    WindowType.ACTION_SHORT_OF_STRIKE: (
        "Staff are at work, but those who take part leave out some of their usual tasks. "
        "Appointments go ahead unless we contact you."
    ),
}
_TO_STAFF = {
    WindowType.EMERGENCY_CARE_ONLY: (
        "Emergency care only: those who take part do the duties that are marked as emergency "
        "cover, and no others."
    ),
    WindowType.FULL_WALKOUT: (
        "A full walkout: those who take part do none of their duties during the action. Other "
        "staff give emergency care."
    ),
    WindowType.CHRISTMAS_DAY_COVER: (
        "Christmas Day cover: those who take part do the duties that are marked as emergency "
        "cover, as on Christmas Day, and no others."
    ),
    WindowType.ACTION_SHORT_OF_STRIKE: (
        "Action short of strike: staff come to work for every shift. The union says which tasks "
        "those who take part leave out."
    ),
}
_LEVEL = {
    Level.EMERGENCY_ONLY: "Services run at emergency-only level",
    Level.NORMAL: "Services run as usual",
    Level.SUSPENDED: "Services are suspended",
}
_LATE_POST = "Letters may take longer to arrive."
_MAY_NOT_KNOW = (
    " One about a change may not have reached you: if your appointment is soon, please phone us "
    "before you travel."
)
_BACK = "Staff are expected at work as usual. Some changes that we have already made may stay."
_OVER = "Our services are going back to normal."
_COME = "If we have not contacted you, please come as planned."
_YOUR_APPOINTMENT = {
    True: f"{_COME} If we have contacted you, please do what our latest letter or call asked.",
    False: (
        f"{_COME} If we told you that your appointment is postponed or moved, that stays so "
        "unless we contact you again."
    ),
}
_STANDS = frozenset({WindowState.NOTIFIED, WindowState.CONFIRMED})


def groups_words(groups: Collection[StaffGroup], day: date) -> str:
    """Return staff groups as people say them on a day: junior doctors, from 2024 resident ones."""
    return _listed([group_words(group, day) for group in StaffGroup if group in groups])


def moment_words(instant: datetime) -> str:
    """Return an instant in words that cannot be taken for another: 8am on Tuesday 12 January."""
    local = to_local(instant)
    if local.time() == time(0, 0):
        clock = "midnight at the start of"
    elif local.time() == time(12, 0):
        clock = "12 noon on"
    else:
        clock = f"{clock_words(local.time())} on"
    return f"{clock} {day_words(local.date())}"


def when_words(terms: WindowTerms) -> str:
    """Return from when to when a window runs."""
    if terms.end is None:
        return f"from {moment_words(terms.start)}, with no end given"
    return f"from {moment_words(terms.start)} to {moment_words(terms.end)}"


def public_fields(window: StrikeWindow, trust: TrustDetails, today: date) -> dict[str, str]:
    """Return what stands for each field of the notice to patients."""
    shared = _shared(window, trust, today)
    return shared | {
        "what_it_means": _meaning(window, _TO_PATIENTS),
        "your_appointment": _YOUR_APPOINTMENT[window.state in _STANDS],
    }


def staff_fields(
    window: StrikeWindow, trust: TrustDetails, today: date, levels: Sequence[tuple[str, Level]]
) -> dict[str, str]:
    """Return what stands for each field of the notice to staff.

    ``levels`` are the services whose level a manager has set, and that level.
    """
    hours = window.terms.hours
    stands = window.state in _STANDS
    return _shared(window, trust, today) | {
        "what_it_means": _meaning(window, _TO_STAFF),
        "how_long": "" if hours is None or not stands else f"It lasts {hours_words(hours)}.",
        "service_levels": _levels(window, levels) if stands else "",
        "start_rule": _start_rule(window.terms) if stands else "Work your shifts as usual.",
    }


def _shared(window: StrikeWindow, trust: TrustDetails, today: date) -> dict[str, str]:
    terms = window.terms
    who = groups_words(terms.groups, to_local(terms.start).date()) or "postal workers"
    when, where = when_words(terms), _listed(sorted(terms.sites))
    happening = _HAPPENING[window.state].format(who=who, when=when)
    if where:
        happening += f" It is about {where} only."
    return {
        "trust_name": trust.name or "The hospital",
        "who": who,
        "union": window.union,
        "where": where or "all our sites",
        "strike_when": when,
        "what_is_happening": happening,
        "how_to_reach_us": _reach_us(trust),
        "written_on": day_words(today),
    }


def _meaning(window: StrikeWindow, sentences: Mapping[WindowType, str]) -> str:
    if window.state is WindowState.COMPLETED:
        return _OVER
    if window.state not in _STANDS:
        return _BACK
    post = _LATE_POST + (_MAY_NOT_KNOW if sentences is _TO_PATIENTS else "")
    if not window.terms.groups:
        return f"{post} The hospital's own staff are not called out."
    return sentences[window.terms.type] + (f" {post}" if window.terms.affects_post else "")


def _levels(window: StrikeWindow, levels: Sequence[tuple[str, Level]]) -> str:
    said = f"{_LEVEL[window.default_level]} unless your department tells you otherwise."
    if len(levels) > _MOST_LEVELS:
        return f"{said} {len(levels)} services have a level of their own: ask your department."
    if levels:
        said += " Otherwise: " + "; ".join(f"{name}, {words(level)}" for name, level in levels)
        said += "."
    return said


def _start_rule(terms: WindowTerms) -> str:
    start = moment_words(terms.start)
    if not terms.groups or terms.type is WindowType.ACTION_SHORT_OF_STRIKE:
        return "Every shift is worked as usual."
    if terms.policy is LossPolicy.CLIP:
        until = "" if terms.end is None else f" and before {moment_words(terms.end)}"
        return (
            f"Only the hours from {start}{until} are part of the action. The other hours of a "
            "shift are worked as usual."
        )
    before = f"A shift that began before {start} is finished as usual."
    if terms.end is None:
        return f"A shift that starts at {start} or later is part of the action. {before}"
    end = moment_words(terms.end)
    return (
        f"A shift that starts inside the action is part of it, to the shift's own end: that is, "
        f"at or after {start} and before {end}. {before} A shift that starts at {end} or later "
        "is worked as usual."
    )


def hours_words(hours: float) -> str:
    """Return a length in words: 24 hours, 21 hours and 40 minutes."""
    whole, minutes = int(hours), round(hours % 1 * 60)
    said = "1 hour" if whole == 1 else f"{whole} hours"
    return f"{said} and {minutes} minutes" if minutes else said


def _reach_us(trust: TrustDetails) -> str:
    if not trust.phone and not trust.email:
        return "Use the phone number on your appointment letter."
    hours = f" ({trust.phone_hours})" if trust.phone and trust.phone_hours else ""
    ways = [f"phone {trust.phone}{hours}"] if trust.phone else []
    ways += [f"email {trust.email}"] if trust.email else []
    return f"You can {' or '.join(ways)}."


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
