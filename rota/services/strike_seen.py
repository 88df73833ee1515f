"""What standing strikes remove and put at risk around a change, all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from rota.domain.grades import GradeLadder
from rota.domain.losses import LostDuty
from rota.domain.times import short_words
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.decision_judge import strike_changed
from rota.services.new_dates import rebooked_into_strikes
from rota.services.ports import Work
from rota.services.strike_picture import AtRisk, StrikePicture

REACH = timedelta(days=3)
"""How far a strike reaches past its edges: a long duty, or a visit across the edge."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The lost duties and the appointments at risk, each with its service, in order of start.

    ``outdated``: decided for a strike that no longer holds. ``caught``: new dates in a strike.
    """

    lost: dict[str, tuple[LostDuty, str]]
    at_risk: dict[str, tuple[AtRisk, str]]
    outdated: set[str]
    caught: dict[str, str]


def around(work: Work, window: StrikeWindow, terms: WindowTerms) -> list[int]:
    """Return the window and every other that shares time with its old or new terms."""
    found = [window.window_id]
    for other in work.windows.all():
        if other.window_id == window.window_id:
            continue
        if _share_time(other.terms, window.terms) or _share_time(other.terms, terms):
            found.append(other.window_id)
    return found


def _share_time(one: WindowTerms, other: WindowTerms) -> bool:
    if other.end is not None:
        return one.overlaps(other.start - REACH, other.end + REACH)
    return one.end is None or one.end > other.start - REACH


def see(work: Work, window_ids: Sequence[int], ladder: GradeLadder) -> Seen:
    """Look at some windows and at every decision."""
    lost: dict[str, tuple[LostDuty, str]] = {}
    at_risk: dict[str, tuple[AtRisk, str]] = {}
    for window_id in window_ids:
        picture = StrikePicture(work, window_id, ladder)
        for each in picture.lost:
            name = picture.services[each.duty.service_id].name
            lost.setdefault(each.duty.duty_id, (each, name))
        for risk in picture.at_risk:
            name = picture.services[risk.visit.service_id].name
            at_risk.setdefault(risk.visit.appointment_id, (risk, name))
    return Seen(lost, at_risk, _outdated(work), _caught(work))


def _caught(work: Work) -> dict[str, str]:
    """Return the appointments whose new date lies in a standing strike, both dates in words."""
    return {
        made.appointment_id: f"{short_words(made.decided_start)}, new date {short_words(new_start)}"
        for made, new_start, _ in rebooked_into_strikes(work)
    }


def _outdated(work: Work) -> set[str]:
    """Return the decided appointments whose strike no longer holds, as the letter queue judges."""
    decided = work.appointments.decided()
    visits = work.appointments.visits.existing(decided)
    sites = {each.service_id: each.site for each in work.duties.services()}
    windows = work.windows.all()
    return {
        each
        for each, visit in visits.items()
        if strike_changed(decided[each], visit, sites[visit.service_id], windows)
    }
