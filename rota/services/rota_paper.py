"""The rota on paper: who is there on each strike day, and what nobody fills.

Those who are not there are simply not listed, whatever the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rota.domain.codes import CoverKind, Level, Reply, words
from rota.domain.cover import CoverGap, Presence, ServiceCover
from rota.domain.cover_notices import clock_of
from rota.domain.duties import Assignment, GapLeft, Service
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.people import StaffMember
from rota.domain.permissions import See, refuse_sight
from rota.domain.rota_sheets import PaperSize, RotaLine, RotaPaper, RotaTable
from rota.domain.stretches import Stretch
from rota.domain.times import short_words, strike_days, to_local
from rota.services.cover_picture import CoverPicture, find_window, read_cover
from rota.services.exporting import write_file
from rota.services.hospital_details import trust_details
from rota.services.looking import note_list
from rota.services.ports import Papers, Storage, Work

_SAID_KINDS = frozenset({CoverKind.ACTING_DOWN, CoverKind.BANK, CoverKind.AGENCY})
"""Kinds of cover that a ward needs to know; how somebody came to be here is not its business."""


@dataclass(frozen=True, slots=True)
class RotaOrder:
    """What to print: a service by name, or all; which paper."""

    window_id: int
    service: str = ""
    size: PaperSize = PaperSize.A4


def rota_services(storage: Storage, window_id: int) -> tuple[str, ...]:
    """Return the names of the services that a window reaches, in order."""
    with storage.read() as work:
        terms = find_window(work, window_id).terms
        services = work.duties.services()
    return tuple(sorted({each.name for each in services if terms.affects_site(each.site)}))


def rota_sheets(
    storage: Storage, order: RotaOrder, ladder: GradeLadder, now: datetime
) -> RotaPaper:
    """Return the rota of a window in words. Refuses a service that it does not reach."""
    refuse_sight(storage.user, See.DECLARATIONS)
    with storage.read() as work:
        picture = CoverPicture(read_cover(work, order.window_id), ladder)
        left = work.cover.gaps_left(order.window_id)
        chosen = _chosen(picture, order.service)
        staff = _members(work, picture, chosen)
        trust, who = trust_details(work).name, work.who
    tables = tuple(_tables(picture, chosen, left, staff))
    terms = picture.window.terms
    title = f"Rota, from {short_words(terms.start)}, no end yet"
    if terms.end:
        title = f"Rota, {short_words(terms.start)} to {short_words(terms.end)}"
    facts = [trust] if trust else []
    if not picture.window.removes_duties:
        facts.append(f"The strike is {words(picture.window.state)}: this is the rota as it stands.")
    facts.append("Only people who are there are listed. A derogation is never counted as cover.")
    by = f" by {who}" if who else ""
    foot = f"Printed {short_words(now)}{by}"
    return RotaPaper(title, tuple(facts), tables, foot, order.size)


def write_rota(
    storage: Storage,
    papers: Papers,
    order: RotaOrder,
    ladder: GradeLadder,
    out: Path,
    now: datetime,
) -> Path:
    """Write the rota of a window as a PDF."""
    path = write_file(out, papers.rota_paper(rota_sheets(storage, order, ladder, now), now))
    note_list(storage, f"Wrote the rota of strike {order.window_id} to a file.")
    return path


def _chosen(picture: CoverPicture, name: str) -> list[ServiceCover]:
    wanted = name.strip().casefold()
    services = picture.services
    found = [
        each for each in picture.cover if wanted in ("", services[each.service_id].name.casefold())
    ]
    if not found and not wanted:
        raise Refused("no_services", "No service is at a site of this strike. Import duties first.")
    if not found:
        raise Refused("unknown_service", f"This strike reaches no service called {name}.")
    return sorted(found, key=lambda each: _place(services[each.service_id]))


def _place(service: Service) -> tuple[str, str, str]:
    return service.site.casefold(), service.department.casefold(), service.name.casefold()


def _members(
    work: Work, picture: CoverPicture, chosen: Sequence[ServiceCover]
) -> dict[str, StaffMember]:
    ids = {stay.staff_id for each in chosen for stay in picture.present.get(each.service_id, ())}
    return {**work.people.staff.retired(ids), **work.people.staff.existing(ids)}


def _tables(
    picture: CoverPicture,
    chosen: Sequence[ServiceCover],
    left: Sequence[GapLeft],
    staff: dict[str, StaffMember],
) -> Iterator[RotaTable]:
    ends = picture.window.terms.end
    days = [part for day in strike_days(*picture.span) for part in _cut(day, ends)]
    for each in chosen:
        service = picture.services[each.service_id]
        stays = _joined(picture.present.get(each.service_id, ()))
        given = [a for a in picture.reading.assignments if a.service_id == each.service_id]
        own = [gap for gap in left if gap.service_id == each.service_id]
        for day in days:
            lines = tuple(_lines(stays, day, given, staff))
            gaps = tuple(_open(each.gaps, day, own))
            if not lines and not gaps and each.level is Level.SUSPENDED:
                continue
            after = ends is not None and day[0] >= ends
            if after and not lines and not gaps:
                continue
            place = ", ".join(part for part in (service.department, service.site) if part)
            note = _note(each, after=after)
            yield RotaTable(service.name, place, _day_words(day), lines, gaps, note)


def _cut(day: Stretch, ends: datetime | None) -> list[Stretch]:
    """Part a day at the strike's end: what follows it is the overhang."""
    if ends is None or not day[0] < ends < day[1]:
        return [day]
    return [(day[0], ends), (ends, day[1])]


def _note(cover: ServiceCover, *, after: bool) -> str:
    said = []
    if after:
        said.append("After the strike, until the last duty it took would have ended.")
    if cover.level is Level.SUSPENDED:
        said.append("Suspended: nobody is required.")
    elif not cover.specified:
        said.append("No requirement is set, so nothing here says whether this is enough.")
    return " ".join(said)


def _joined(stays: Sequence[Presence]) -> list[Presence]:
    """Put a person's stays of one kind that touch into one: a duty is not printed in pieces."""
    joined: list[Presence] = []
    for stay in sorted(stays, key=lambda s: (s.staff_id, str(s.kind), s.start)):
        last = joined[-1] if joined else None
        if (
            last is not None
            and (last.staff_id, last.kind) == (stay.staff_id, stay.kind)
            and stay.start <= last.end
            and stay.kind is not None
        ):
            end = max(last.end, stay.end)
            joined[-1] = Presence(last.staff_id, last.start, end, last.kind)
        else:
            joined.append(stay)
    return joined


def _lines(
    stays: Sequence[Presence],
    day: Stretch,
    given: Sequence[Assignment],
    staff: dict[str, StaffMember],
) -> Iterator[RotaLine]:
    there = [stay for stay in stays if stay.start < day[1] and stay.end > day[0]]
    there.sort(key=lambda stay: (max(stay.start, day[0]), stay.end, _name(stay.staff_id, staff)))
    first = to_local(day[0]).date()
    for stay in there:
        member = staff.get(stay.staff_id)
        yield RotaLine(
            _times(stay.start, stay.end, first),
            _name(stay.staff_id, staff),
            "" if member is None else words(member.grade),
            _as_what(stay, given),
            "" if member is None else member.phone,
        )


def _as_what(stay: Presence, given: Sequence[Assignment]) -> str:
    if stay.kind is not None:
        return words(stay.kind)
    mine = [
        each
        for each in given
        if each.staff_id == stay.staff_id and each.start <= stay.start < each.end
    ]
    said = ["cover"]
    if mine and mine[0].kind in _SAID_KINDS:
        said.append(words(mine[0].kind))
    if mine and mine[0].reply is Reply.NO_ANSWER:
        said.append("not confirmed yet")
    return ", ".join(said)


def _open(gaps: Sequence[CoverGap], day: Stretch, left: Sequence[GapLeft]) -> Iterator[str]:
    first = to_local(day[0]).date()
    for gap in sorted(gaps, key=lambda each: (each.start, each.post)):
        start, end = max(gap.start, day[0]), min(gap.end, day[1])
        if start >= end:
            continue
        owners = {
            each.owner
            for each in left
            if each.post == gap.post and each.start < end and each.end > start
        }
        known = f" Left open knowingly; ask {', '.join(sorted(owners))}." if owners else ""
        yield f"{gap.missing} missing, {gap.post}, {_times(start, end, first)}.{known}"


def _times(start: datetime, end: datetime, first: date) -> str:
    """Return times of day; another day than the table's is said."""
    return f"{_time(start, first)} to {_time(end, first)}"


def _time(at: datetime, first: date) -> str:
    day = to_local(at).date()
    return clock_of(at) if day == first else f"{day:%a} {clock_of(at)}"


def _day_words(day: Stretch) -> str:
    start, end = day
    first, last = to_local(start), to_local(end)
    begins = f"{first:%a} {first.day} {first:%b} {clock_of(start)}"
    if first.date() == last.date():
        return f"{begins} to {clock_of(end)}"
    return f"{begins} to {last:%a} {last.day} {last:%b} {clock_of(end)}"


def _name(staff_id: str, staff: dict[str, StaffMember]) -> str:
    member = staff.get(staff_id)
    if member is None:
        return staff_id
    return " ".join(part for part in (member.forename, member.surname) if part) or staff_id
