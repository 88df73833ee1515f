"""What a release rests on, and which holds of a letter are let go by one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.addresses import post_faults
from rota.domain.appointments import Appointment, DecisionMade
from rota.domain.importing import ImportKind
from rota.domain.releases import FOR_ONE_DAY, OF_THE_ADDRESS, RELEASABLE, Release
from rota.domain.suppression import full_name
from rota.domain.telling import to_tell
from rota.domain.times import to_local
from rota.services.extract_age import last_made
from rota.services.ports import Work


class Basis:
    """Digests what is judged when a hold of one letter is let go."""

    def __init__(self, work: Work) -> None:
        self._list = str(last_made(work, ImportKind.APPOINTMENTS))
        self._came_back = work.letters.returned()

    def of(self, code: str, visit: Appointment, made: DecisionMade | None) -> str:
        """Return the digest: the patient's address, letters that came back, and what is told.

        For a list that is too old it is that list too.
        """
        patient = visit.patient
        told = to_tell(made.decision, made.new_start) if made else None
        said = [
            code,
            visit.appointment_id,
            *(patient.patient_id, full_name(patient), *patient.address, patient.postcode),
            *(patient.date_of_birth, patient.do_not_post, visit.start),
            *((told.decision, told.new_start) if told else ()),
            *(each.reference for each in self._came_back if each.is_of(patient)),
        ]
        if code == "stale_extract":
            said.append(self._list)
        return hashlib.sha256(
            "\n".join(map(str, said)).encode("utf-8", "surrogatepass")
        ).hexdigest()


def is_of_today(release: Release, now: datetime | None) -> bool:
    """Say whether a release was asked for on the day of ``now``."""
    return now is not None and to_local(release.asked_at).date() == to_local(now).date()


@dataclass(frozen=True, slots=True)
class LetGo:
    """What was let go of one letter: the codes, and the newest way it goes instead of the post."""

    codes: frozenset[str] = frozenset()
    address: tuple[str, ...] = ()
    hand_to: str = ""
    by_hand: bool = False


class Releases:
    """Finds what was let go, within one reading."""

    def __init__(self, work: Work, now: datetime | None) -> None:
        self._basis = Basis(work)
        self._given: dict[str, list[Release]] = {}
        ended = work.gate.ended_releases()
        for each in work.gate.releases():
            lasts = each.code not in FOR_ONE_DAY or is_of_today(each, now)
            if each.is_given and lasts and each.release_id not in ended:
                self._given.setdefault(each.appointment_id, []).append(each)

    def let_go(
        self, holds: Sequence[str], visit: Appointment, made: DecisionMade | None
    ) -> tuple[list[str], LetGo]:
        """Return the holds that still stand, and what was let go of the others.

        Behind a temporary address that was let go the post's own rules still hold.
        """
        given: Mapping[str, Release] = {
            each.code: each
            for each in self._given.get(visit.appointment_id, ())
            if each.basis_sha256 == self._basis.of(each.code, visit, made)
        }
        if not given:
            return list(holds), LetGo()
        if "temporary_address" in given:
            patient = visit.patient
            behind = post_faults(full_name(patient), patient.address, patient.postcode)
            holds = [*holds, *behind]
        used = [code for code in holds if code in given and code in RELEASABLE]
        left = [code for code in holds if code not in used]
        ways = [given[code] for code in used if RELEASABLE[code].by_hand]
        # Where one way has lines of its own, the patient's own address is never printed.
        way = max(ways, key=lambda each: (bool(each.address), each.release_id), default=None)
        if way is None:
            return left, LetGo(frozenset(used))
        if way.address:
            left = [code for code in left if code not in OF_THE_ADDRESS]
        return left, LetGo(frozenset(used), way.address, way.hand_to, by_hand=True)
