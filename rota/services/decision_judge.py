"""Whether a decision still holds: the one judge for letters and for what is handed over."""

from __future__ import annotations

from collections.abc import Sequence

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.codes import Decision, WindowType
from rota.domain.extracts import as_decided
from rota.domain.rebooking import new_date_struck
from rota.domain.windows import StrikeWindow, touching
from rota.services.held_slots import slots_astray
from rota.services.ports import Work


class DecisionJudge:
    """Judges decisions within one reading."""

    def __init__(self, work: Work) -> None:
        self.services = {each.service_id: each for each in work.duties.services()}
        self._windows = work.windows.all()
        self._astray = slots_astray(work)

    def changed(self, visit: Appointment, made: DecisionMade | None) -> bool:
        """Say whether the strike that a decision relied on, or its slot, no longer holds."""
        return visit.appointment_id in self._astray or self._strike_changed(visit, made)

    def faults(self, visit: Appointment, made: DecisionMade | None) -> list[str]:
        """Return the codes of what keeps anybody from being told of a decision."""
        found = []
        if made is not None and made.decided_start != visit.start:
            found.append("changed_since_decision")
        if self._strike_changed(visit, made):
            found.append("strike_changed")
        if visit.appointment_id in self._astray:
            found.append("slot_changed")
        if made is not None and made.new_start is not None:
            site = self.services[visit.service_id].site
            if new_date_struck(self._windows, site, visit, made.new_start):
                found.append("new_date_in_strike")
        return found

    def is_struck(self, visit: Appointment) -> bool:
        """Say whether a strike that stands shares time with an appointment, whoever it calls out.

        Who is at risk is not asked: that nobody decided is reason enough to wait.
        """
        site = self.services[visit.service_id].site
        return touching(self._windows, site, visit.start, visit.end) is not None

    def _strike_changed(self, visit: Appointment, made: DecisionMade | None) -> bool:
        site = self.services[visit.service_id].site
        return strike_changed(made, visit, site, self._windows)


def strike_changed(
    made: DecisionMade | None, visit: Appointment, site: str, windows: Sequence[StrikeWindow]
) -> bool:
    """Say whether the strike that a decision relied on no longer holds for the appointment.

    It holds while the window stands and the appointment shares time with it (after a revision:
    starts inside it), or while another standing strike calls out the same staff then. What goes
    ahead because no strike stood over it does not hold once one does.
    """
    if made is None or (made.window_id is None and made.decision is not Decision.KEEP):
        return False
    if made.decision is Decision.KEEP:
        return made.window_id is None and strikes_over(windows, site, visit)
    window = next(each for each in windows if each.window_id == made.window_id)
    visit = as_decided(visit, made)
    return not any(
        _still_strikes(each, window, made.window_revision, visit)
        for each in windows
        if each.removes_duties and each.terms.affects_site(site)
    )


def strikes_over(windows: Sequence[StrikeWindow], site: str, visit: Appointment) -> bool:
    """Say whether a standing strike that calls people out shares time with an appointment."""
    strikes = [
        each
        for each in windows
        if each.terms.groups and each.terms.type is not WindowType.ACTION_SHORT_OF_STRIKE
    ]
    return touching(strikes, site, visit.start, visit.end) is not None


def _still_strikes(
    other: StrikeWindow, relied: StrikeWindow, revision: int | None, visit: Appointment
) -> bool:
    if other.window_id == relied.window_id:
        same = other.revision == revision
        return other.terms.overlaps(visit.start, visit.end) and (
            same or other.terms.holds(visit.start)
        )
    strikes = other.terms.type is not WindowType.ACTION_SHORT_OF_STRIKE
    same_staff = bool(other.terms.groups & relied.terms.groups)
    return strikes and same_staff and other.terms.holds(visit.start)
