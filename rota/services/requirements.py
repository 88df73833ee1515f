"""Cover requirements as people keep them: seen, edited, signed by the clinical lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from rota.domain.changes import Changes
from rota.domain.codes import Level, words
from rota.domain.duties import Service
from rota.domain.errors import Refused
from rota.domain.permissions import refuse
from rota.domain.requirement_text import digest
from rota.domain.requirements import CoverRequirement, RequirementSignature
from rota.domain.times import short_words
from rota.services.own_departments import keep_to_own
from rota.services.ports import Storage, Work
from rota.services.windows import count_of

LEVELS = Level.EMERGENCY_ONLY, Level.NORMAL
Place = tuple[int, Level]
Rows = tuple[CoverRequirement, ...]


class SignatureState(StrEnum):
    """Where the requirements of a service at a level stand. It never stops any work."""

    NONE_SET = "none_set"
    NOT_SIGNED = "not_signed"
    SIGNED = "signed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class LevelView:
    """The requirements of a service at one level, and the signature under them."""

    level: Level
    rows: Rows
    signature: RequirementSignature | None

    @property
    def state(self) -> SignatureState:
        """Return where they stand; changed means after the signature."""
        if self.signature is not None:
            is_same = digest(self.rows) == self.signature.requirements_sha256
            return SignatureState.SIGNED if is_same else SignatureState.CHANGED
        return SignatureState.NOT_SIGNED if self.rows else SignatureState.NONE_SET

    @property
    def said(self) -> str:
        """Return where they stand as a sentence: who signed, as what, and when."""
        if self.signature is None:
            return "Not signed by the clinical lead yet." if self.rows else "No requirement is set."
        by = self.signature
        who = f"{by.lead}, {by.role}" if by.role else by.lead
        when = short_words(by.signed_at)
        if self.state is SignatureState.CHANGED:
            return f"Changed since it was signed on {when} by {who}."
        return f"Signed on {when} by {who}."


@dataclass(frozen=True, slots=True)
class ServiceRequirements:
    """One service and what it requires at each level."""

    service: Service
    levels: tuple[LevelView, ...]

    def at(self, level: Level) -> LevelView:
        """Return the view of one level."""
        return next(each for each in self.levels if each.level is level)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change would do to one service at a level: rows that come, go and stay."""

    service: Service
    level: Level
    rows: Rows
    added: Rows
    gone: Rows
    kept: Rows

    @property
    def is_change(self) -> bool:
        """Say whether anything would change."""
        return bool(self.added or self.gone)


def requirements_of(
    storage: Storage, service_id: int | None = None
) -> tuple[ServiceRequirements, ...]:
    """Return what every service, or one, requires, by site, department and name."""
    with storage.read() as work:
        services = work.duties.services()
        if service_id is not None:
            services = chosen_services(work, [service_id])
        needs, signed = work.requirements.by_service(), work.requirements.signatures()
    return tuple(
        ServiceRequirements(
            each,
            tuple(
                LevelView(
                    level,
                    tuple(need for need in needs.get(each.service_id, ()) if need.level is level),
                    signed.get((each.service_id, level)),
                )
                for level in LEVELS
            ),
        )
        for each in services
    )


def save_requirements(
    storage: Storage, service_id: int, level: Level, rows: Iterable[CoverRequirement], why: str = ""
) -> Changes:
    """Put rows in the place of those a service has at a level."""
    return save_several(storage, {(service_id, level): tuple(rows)}, why)


def save_several(storage: Storage, new: Mapping[Place, Rows], why: str = "") -> Changes:
    """Put rows in the place of those of several services and levels, all at once or none."""
    with storage.write("requirements", why) as work:
        put_rows(work, new)
    return work.changes


def put_rows(work: Work, new: Mapping[Place, Rows]) -> None:
    """Write what differs and say how much. Refuses what means nothing."""
    services = {each.service_id: each for each in work.duties.services()}
    for (service_id, level), rows in new.items():
        if service_id not in services:
            raise Refused("unknown_service", f"There is no service with the id {service_id}.")
        check_rows(level, rows)
    keep_to_own(work, "requirements", (service_id for service_id, _ in new))
    there = work.requirements.by_service()
    differing = {
        place: rows
        for place, rows in new.items()
        if Counter(_at(rows, place)) != Counter(_of_level(there.get(place[0], ()), place[1]))
    }
    if not differing:
        return
    fresh = [need for place, rows in differing.items() for need in _at(rows, place)]
    work.requirements.replace(differing.keys(), fresh)
    work.say(f"Set what {_named(services, differing)}.")


def check_rows(level: Level, rows: Iterable[CoverRequirement]) -> None:
    """Refuse a level that requires nobody, and rows that ask for less than nobody."""
    if level not in LEVELS:
        raise Refused("level_requires_nobody", "A suspended service requires nobody.")
    for need in rows:
        if need.number < 0:
            raise Refused(
                "number_below_nought", "A requirement cannot ask for fewer than 0 people."
            )
        if not need.days:
            raise Refused("no_days", "A requirement needs at least one day of the week.")


def differences(work: Work, new: Mapping[Place, Rows]) -> tuple[Difference, ...]:
    """Return what new rows would do to each service, in the order of ``new``."""
    services = {each.service_id: each for each in work.duties.services()}
    there = work.requirements.by_service()
    found = []
    for place, rows in new.items():
        old = Counter(_of_level(there.get(place[0], ()), place[1]))
        wanted = Counter(_at(rows, place))
        parts = wanted - old, old - wanted, old & wanted
        added, gone, kept = (tuple(part.elements()) for part in parts)
        found.append(Difference(services[place[0]], place[1], tuple(rows), added, gone, kept))
    return tuple(found)


def chosen_services(work: Work, service_ids: Collection[int]) -> list[Service]:
    """Return services by their ids. Refuses one that is not there, and none at all."""
    wanted = set(service_ids)
    found = [each for each in work.duties.services() if each.service_id in wanted]
    strange = wanted - {each.service_id for each in found}
    if strange:
        raise Refused("unknown_service", f"There is no service with the id {min(strange)}.")
    if not found:
        raise Refused("no_service", "Choose at least one service.")
    return found


def sign(
    storage: Storage,
    service_id: int,
    level: Level,
    lead: str,
    role: str,
    note: str,
    now: datetime,
) -> Changes:
    """Record that the clinical lead signed what a service requires at a level, as it is now."""
    if not lead.strip():
        raise Refused("lead_missing", "Give the name of the clinical lead who signs.")
    with storage.write("requirements sign", note) as work:
        (service,) = chosen_services(work, [service_id])
        refuse(work.user, "requirements sign", service.department)
        rows = _of_level(work.requirements.by_service().get(service_id, ()), level)
        if not rows:
            raise Refused(
                "nothing_to_sign",
                f"{service.name} requires nobody at the level {words(level)} yet. Set that first.",
            )
        work.requirements.sign(
            RequirementSignature(
                service_id,
                level,
                lead.strip(),
                role.strip(),
                now,
                work.who,
                digest(rows),
                note.strip(),
            )
        )
        work.say(f"{lead.strip()} signed what {service.name} requires at the level {words(level)}.")
    return work.changes


def _at(rows: Iterable[CoverRequirement], place: Place) -> list[CoverRequirement]:
    return [replace(need, service_id=place[0], level=place[1]) for need in rows]


def _of_level(rows: Iterable[CoverRequirement], level: Level) -> list[CoverRequirement]:
    return [need for need in rows if need.level is level]


def _named(services: Mapping[int, Service], places: Collection[Place]) -> str:
    """Return ``Labour ward requires at emergency only``, or how many services require."""
    ids = {service_id for service_id, _ in places}
    levels = " and ".join(words(each) for each in LEVELS if any(each is at for _, at in places))
    if len(ids) == 1:
        return f"{services[min(ids)].name} requires at the level {levels}"
    return f"{count_of(len(ids), 'service requires', 'services require')} at the level {levels}"


def service_names(services: Sequence[Service], most: int = 3) -> str:
    """Return the first names and how many more there are."""
    names = [each.name for each in services[:most]]
    more = len(services) - len(names)
    if more:
        return f"{', '.join(names)} and {more} more"
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
