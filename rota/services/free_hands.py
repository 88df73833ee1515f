"""Who at a service is free to see the patients of a clinician who is not there.

Cancel only what the cover cannot support: somebody who holds a clinic or list there, or came there
to cover, can see a patient whose own clinician cannot, in a time in which they have nobody booked.
Of a clinic without any booking nothing is known, and nobody there counts as free.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable

from rota.domain.appointments import AppointmentSlice, Risk
from rota.domain.codes import MEDICAL, DutyKind
from rota.domain.duties import Assignment
from rota.domain.stretches import Stretch, joined
from rota.services.strike_picture import AtRisk, StrikePicture

SEES_PATIENTS = frozenset({DutyKind.CLINIC, DutyKind.THEATRE})
"""Kinds of duty by which one sees booked patients."""

SEEN_BY_ANOTHER = frozenset({Risk.CLINICIAN_ABSENT, Risk.CLINICIAN_MOVED})
"""Reasons that somebody else of the grade makes good."""


class FreeHands:
    """Gives each free person at a service to one appointment at a time."""

    def __init__(self, picture: StrikePicture) -> None:
        ground, self._ladder = picture.risk_ground, picture.ladder
        self._there: dict[int, list[tuple[int, str, Stretch]]] = defaultdict(list)
        booked = {(each.service_id, each.clinician_staff_id) for each in picture.visits}
        for service_id in ground.asking:
            for stay in ground.present.get(service_id, ()):
                person = ground.people[stay.staff_id]
                rank = picture.ladder.rank(person.grade)
                sees = stay.kind is None or (
                    stay.kind in SEES_PATIENTS and (service_id, stay.staff_id) in booked
                )
                if rank and person.staff_group in MEDICAL and sees:
                    one = rank, stay.staff_id, (stay.start, stay.end)
                    self._there[service_id].append(one)
        for here in self._there.values():
            here.sort()
        at_risk = {each.visit.appointment_id for each in picture.at_risk}
        bookings: dict[str, list[Stretch]] = defaultdict(list)
        for visit in picture.visits:
            if visit.clinician_staff_id and visit.appointment_id not in at_risk:
                bookings[visit.clinician_staff_id].append((visit.start, visit.end))
        self._busy = defaultdict(list, {each: joined(held) for each, held in bookings.items()})
        self._covers: dict[str, list[Assignment]] = defaultdict(list)
        for given in ground.assignments:
            self._covers[given.staff_id].append(given)

    def given_to(self, most_harmed_first: Iterable[AtRisk]) -> set[str]:
        """Return the appointments that somebody free can see, each person one at a time.

        The least senior who will do is taken, so that the others stay free for the rest.
        """
        return {each.visit.appointment_id for each in most_harmed_first if self._takes(each)}

    def _takes(self, each: AtRisk) -> bool:
        visit = each.visit
        if not visit.needs or not set(each.reasons) <= SEEN_BY_ANOTHER:
            return False
        wanted = max(self._ladder.rank(grade) or 0 for grade in visit.needs)
        for rank, staff_id, (start, end) in self._there[visit.service_id]:
            there = start <= visit.start and visit.end <= end
            other = staff_id != visit.clinician_staff_id
            if rank >= wanted > 0 and there and other and self._is_free(staff_id, visit):
                insort(self._busy[staff_id], (visit.start, visit.end))
                return True
        return False

    def _is_free(self, staff_id: str, visit: AppointmentSlice) -> bool:
        busy = self._busy[staff_id]
        before = bisect_left(busy, (visit.end, visit.end))
        if before and busy[before - 1][1] > visit.start:
            return False
        return not any(
            given.service_id != visit.service_id
            and given.start < visit.end
            and visit.start < given.end
            for given in self._covers.get(staff_id, ())
        )
