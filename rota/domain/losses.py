"""Which duties a strike window removes, and for how long."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rota.domain.codes import DutyKind, LossPolicy, StaffGroup, WindowType
from rota.domain.stretches import Stretch
from rota.domain.times import minutes_between
from rota.domain.windows import StrikeWindow, WindowTerms


@dataclass(frozen=True, slots=True)
class HeldDuty:
    """A duty with its service's place and its holder's group, as the rules need it."""

    duty_id: str
    service_id: int
    site: str
    start: datetime
    end: datetime
    kind: DutyKind
    emergency: bool
    staff_id: str | None
    holder_group: StaffGroup | None


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """What managers recorded for one window: emergency marks and who declared working.

    ``worked`` are duties only supposed to be worked all the same.
    """

    window: StrikeWindow
    marks: Mapping[str, bool]
    working: Collection[str]
    worked: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LostDuty:
    """A duty that a window removes, the minutes it takes, and the words for it."""

    duty: HeldDuty
    start: datetime
    end: datetime
    reason: str

    @property
    def lost_minutes(self) -> int:
        """Return true minutes lost, also past the window's end."""
        return minutes_between(self.start, self.end)


Absences = Mapping[str, list[Stretch]]


def is_absent(absences: Absences, staff_id: str, instant: datetime) -> bool:
    """Say whether a person is away at an instant."""
    held = absences.get(staff_id)
    return held is not None and any(start <= instant < end for start, end in held)


def is_called_out(duty: HeldDuty, terms: WindowTerms) -> bool:
    """Say whether terms reach a duty: its holder's group, its site, and its time by the policy.

    What the holder said, marks and absences are not asked. A duty that nobody holds is not reached.
    """
    if duty.holder_group not in terms.groups or not terms.affects_site(duty.site):
        return False
    if terms.policy is LossPolicy.CLIP:
        return terms.overlaps(duty.start, duty.end)
    return terms.holds(duty.start)


def lost_stretch(duty: HeldDuty, facts: WindowFacts, absences: Absences) -> Stretch | None:
    """Return the minutes of a duty that a window removes, or None.

    A full walkout removes every duty; emergency care only and Christmas Day cover every duty not
    marked as emergency-only cover; action short of strike none. A duty is lost only if it starts
    inside the window, and is then lost to its own end (those at work finish their shift; those who
    did not start do not join it); policy ``clip`` loses only the minutes inside.
    """
    window, terms = facts.window, facts.window.terms
    if not window.removes_duties or terms.type is WindowType.ACTION_SHORT_OF_STRIKE:
        return None
    if duty.staff_id is None or not is_called_out(duty, terms):
        return None
    if duty.staff_id in facts.working or duty.duty_id in facts.worked:
        return None
    if terms.type is not WindowType.FULL_WALKOUT and facts.marks.get(duty.duty_id, duty.emergency):
        return None
    if is_absent(absences, duty.staff_id, duty.start):
        return None
    if terms.policy is LossPolicy.START_INSIDE:
        return duty.start, duty.end
    end = duty.end if terms.end is None else min(duty.end, terms.end)
    return max(duty.start, terms.start), end


def lost_duties(
    duties: Iterable[HeldDuty], facts: WindowFacts, absences: Absences
) -> list[LostDuty]:
    """Return every duty a window removes, in order of start, service and id."""
    lost = []
    for duty in duties:
        stretch = lost_stretch(duty, facts, absences)
        if stretch is not None:
            lost.append(LostDuty(duty, *stretch, _reason(stretch, facts.window)))
    lost.sort(key=lambda each: (each.start, each.duty.service_id, each.duty.duty_id))
    return lost


def _reason(stretch: Stretch, window: StrikeWindow) -> str:
    if window.terms.policy is LossPolicy.CLIP:
        return "the minutes inside the window are lost"
    if window.terms.end is not None and stretch[1] > window.terms.end:
        return "starts inside the window, lost to its own end after the window"
    return "starts inside the window"


def horizon(window: StrikeWindow, lost: Iterable[LostDuty]) -> datetime:
    """Return the end of the overhang: the last end of a lost duty, or the window's if later."""
    ends = [each.duty.end for each in lost]
    if window.terms.end is not None:
        ends.append(window.terms.end)
    return max(ends, default=window.terms.start)
