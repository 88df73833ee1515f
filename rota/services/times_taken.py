"""Whether the old time of an appointment that was moved away is still free for it.

Somebody else has it once they were booked, moved or given a new date into the time of the same
clinician (without one: of the same clinic) after the appointment gave it up. The journal says what
came first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.codes import Decision
from rota.domain.extracts import is_adopted
from rota.domain.slots import Slot
from rota.services.ports import Work

AWAY = frozenset({Decision.POSTPONE, Decision.REBOOK})
LONG = timedelta(days=1)
"""No appointment lasts longer."""
Owner = tuple[str, int, str]
"""A clinic and its service, or a clinician."""


@dataclass(frozen=True, slots=True)
class Use:
    """A stretch of a clinic's time, used for an appointment since a change in the journal."""

    start: datetime
    end: datetime
    appointment_id: str
    since: int


class _Diary:
    """Who uses the time of each clinician or clinic."""

    def __init__(self) -> None:
        self._uses: dict[Owner, list[Use]] = defaultdict(list)
        self._longest = timedelta()

    def add(self, whose: Owner, use: Use) -> None:
        self._uses[whose].append(use)
        self._longest = max(self._longest, use.end - use.start)

    def sort(self) -> None:
        for uses in self._uses.values():
            uses.sort(key=lambda use: use.start)

    def over(self, whose: Owner, visit: Appointment) -> Iterable[Use]:
        uses = self._uses.get(whose, [])
        at = bisect_left(uses, visit.start - self._longest, key=lambda use: use.start)
        for use in uses[at:]:
            if use.start >= visit.end:
                return
            if use.end > visit.start and use.appointment_id != visit.appointment_id:
                yield use


def times_taken(
    work: Work, wanted: Mapping[str, Appointment], decided: Mapping[str, DecisionMade]
) -> dict[str, str]:
    """Return those of some appointments whose time somebody else has, with that appointment."""
    if not wanted:
        return {}
    given_up = work.journal.given_up()
    diary = _Diary()
    start = min(visit.start for visit in wanted.values())
    end = max(visit.end for visit in wanted.values())
    near = [each.appointment_id for each in work.appointments.slices(start, end)]
    there = {
        key: visit
        for key, visit in work.appointments.visits.existing(near).items()
        if key in wanted or not _is_away(visit, decided.get(key))
    }
    first = min((given_up[key].since for key in wanted if key in given_up), default=0)
    came = work.journal.came_since(there.keys(), first)
    for key in came:
        visit = there[key]
        diary.add(_whose(visit), Use(visit.start, visit.end, key, came[key]))
    moved = {
        key: made
        for key, made in decided.items()
        if made.new_start is not None and start - LONG < made.new_start < end and key in given_up
    }
    visits = work.appointments.visits.existing(moved)
    holds = work.slots.holds.existing(visits)
    slots = work.slots.slots.existing({held.slot_id for held in holds.values()})
    for key, visit in visits.items():
        new_start = moved[key].new_start
        assert new_start is not None
        slot = slots.get(holds[key].slot_id) if key in holds else None
        length = visit.end - visit.start
        use = Use(new_start, new_start + length, key, given_up[key].new_date)
        diary.add(_whose(visit if slot is None else slot), use)
    diary.sort()
    found = {}
    for key, visit in wanted.items():
        since = given_up[key].since if key in given_up else None
        for use in diary.over(_whose(visit), visit):
            if since is not None and use.since > since:
                found[key] = use.appointment_id
                break
    return found


def _is_away(visit: Appointment, made: DecisionMade | None) -> bool:
    return made is not None and made.decision in AWAY and not is_adopted(made, visit.start)


def _whose(each: Appointment | Slot) -> Owner:
    """Return whose time it is: the clinician's, or the clinic's where none is named."""
    if each.clinician_staff_id is not None:
        return ("", 0, each.clinician_staff_id)
    return (each.clinic_code, each.service_id, "")
