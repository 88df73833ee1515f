"""The appointments that were decided because of a strike, for the reports that count them."""

from __future__ import annotations

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.codes import Decision
from rota.services.report_frame import Frame

PUT_OFF = frozenset({Decision.REBOOK, Decision.POSTPONE})
"""Decisions by which the patient does not come when they were to come."""


def decided_for(frame: Frame) -> list[tuple[Appointment, DecisionMade]]:
    """Return the appointments whose decision names this strike, in order of when they stood.

    One that has since left the hospital's own list counts too: it was decided on all the same.
    """
    visits = frame.work.appointments.visits
    window_id = frame.window.window_id
    decided = {
        key: made
        for key, made in frame.work.appointments.decided().items()
        if made.window_id == window_id
    }
    found = {**visits.retired(decided), **visits.existing(decided)}
    pairs = [(visit, decided[key]) for key, visit in found.items()]
    return sorted(pairs, key=lambda pair: (pair[1].decided_start, pair[0].appointment_id))
