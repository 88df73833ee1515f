"""What people really work: their duties less what is lost, absent or left, and their cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.duties import Assignment, Service
from rota.domain.losses import Absences, HeldDuty, WindowFacts, lost_stretch
from rota.domain.stretches import Stretch, without
from rota.domain.working_time import Turn
from rota.services.cover_picture import absences_of
from rota.services.ports import Work


@dataclass(frozen=True, slots=True)
class OwnStretch:
    """A stretch of a person's own duty that they really work."""

    duty: HeldDuty
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Rosters:
    """Duties, absences and cover that counts of some people over a stretch of time."""

    services: Mapping[int, Service]
    facts: Sequence[WindowFacts]
    duties: Mapping[str, Sequence[HeldDuty]]
    absences: Absences
    cover: Mapping[str, Sequence[Assignment]]

    def own(self, staff_id: str) -> list[OwnStretch]:
        """Return what a person works of their own duties."""
        away = self.absences.get(staff_id, [])
        leaving = [(c.start, c.end) for c in self.cover.get(staff_id, ()) if c.leaves_duties]
        found: list[OwnStretch] = []
        for duty in self.duties.get(staff_id, ()):
            lost = (lost_stretch(duty, each, self.absences) for each in self.facts)
            holes = [*(each for each in lost if each), *away, *leaving]
            found.extend(OwnStretch(duty, *part) for part in without((duty.start, duty.end), holes))
        return found

    def turns(
        self, staff_id: str, own: Iterable[OwnStretch], leaving: Sequence[Stretch] = ()
    ) -> list[Turn]:
        """Return what a person works: their ``own`` duties without what they leave, and cover."""
        found = []
        for each in own:
            duty, place = each.duty, self.services[each.duty.service_id].name
            for part in without((each.start, each.end), leaving):
                found.append(Turn(duty.duty_id, *part, duty.kind, place))
        for given in self.cover.get(staff_id, ()):
            place, ref = self.services[given.service_id].name, f"cover {given.assignment_id}"
            away = self.absences.get(staff_id, ())
            for part in without((given.start, given.end), away):
                found.append(Turn(ref, *part, None, place))
        return found


def read_rosters(
    work: Work,
    staff_ids: Collection[str],
    span: Stretch,
    facts: Iterable[WindowFacts],
    services: Mapping[int, Service],
    ignoring: Collection[int] = (),
) -> Rosters:
    """Read what some people work over a stretch, without some cover that is about to change."""
    held = work.duties.held_by(staff_ids, *span)
    duties: dict[str, list[HeldDuty]] = defaultdict(list)
    for duty in held:
        duties[duty.staff_id or ""].append(duty)
    cover: dict[str, list[Assignment]] = defaultdict(list)
    for given in work.cover.counting(*span):
        if given.assignment_id not in ignoring:
            cover[given.staff_id].append(given)
    return Rosters(services, tuple(facts), duties, absences_of(work, held, *span), cover)
