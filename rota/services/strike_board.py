"""The strike board: read once, then changed in memory only where a change reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import time, timedelta
from functools import cached_property

from rota.domain.cover import CoverPerson, CoverSegment, ServiceCover
from rota.domain.duties import Assignment, GapLeft, Service
from rota.domain.grades import GradeLadder
from rota.domain.losses import LostDuty, WindowFacts, lost_duties
from rota.domain.requirements import PRESENT_KINDS, CoverRequirement
from rota.domain.stretches import Stretch
from rota.domain.times import at_local, to_local
from rota.domain.windows import StrikeWindow
from rota.services.board import (
    COUNTED_AT,
    AffectedDuty,
    BoardService,
    BoardView,
    Count,
    Segment,
)
from rota.services.board_lanes import Lanes, Names, who
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.ports import Storage


def read_board(storage: Storage, window_id: int, ladder: GradeLadder) -> StrikeBoard:
    """Read one window's board. Refuses a window that is not there."""
    with storage.read() as work:
        picture = CoverPicture(read_cover(work, window_id), ladder)
        names = work.people.names(picture.reading.people)
        left = work.cover.gaps_left(window_id)
        declined = sum(not each.counts for each in work.cover.of_window(window_id))
    return StrikeBoard(picture, names, left, declined)


class StrikeBoard:
    """One window's board, and the same board with a change tried on it. Saves nothing.

    ``declined`` is how many were asked for cover and declined: they are on no lane.
    """

    def __init__(
        self, picture: CoverPicture, names: Names, left: Sequence[GapLeft], declined: int = 0
    ) -> None:
        self.picture = picture
        self.names = names
        self._left = left
        self.declined = declined

    @cached_property
    def _affected(self) -> Mapping[int, Sequence[AffectedDuty]]:
        return _affected(self.picture, self.names)

    @cached_property
    def _services(self) -> dict[int, BoardService]:
        return self._built(self.picture.by_service)

    @cached_property
    def view(self) -> BoardView:
        """What the board shows."""
        start, end = self.picture.span
        window = self.picture.window
        counts = tuple(_counts(self.picture.cover, window, self.picture.span))
        rows = sorted(self._services.values(), key=lambda each: _place(each.service))
        return BoardView(window, start, end, tuple(rows), counts)

    @property
    def assignments(self) -> Sequence[Assignment]:
        """The cover that counts."""
        return self.picture.reading.assignments

    def with_cover(
        self,
        assignments: Sequence[Assignment],
        people: Mapping[str, CoverPerson] | None = None,
        names: Names | None = None,
    ) -> StrikeBoard:
        """Return the board with other cover; only services that it touches are made again.

        ``people`` and ``names`` are of those who are new to the board.
        """
        picture = self.picture.with_cover(assignments, people or {})
        known = {**self.names, **(names or {})}
        changed = StrikeBoard(picture, known, self._left, self.declined)
        changed._affected = self._affected
        again = {
            each: picture.by_service[each]
            for each, cover in self.picture.by_service.items()
            if picture.by_service[each] is not cover
        }
        changed._services = {**self._services, **changed._built(again)}
        return changed

    def with_absent(self, away: Mapping[str, Sequence[Stretch]]) -> StrikeBoard:
        """Return the board as it would be were these people away as well."""
        return StrikeBoard(self.picture.with_absent(away), self.names, self._left, self.declined)

    def with_facts(self, facts: Mapping[int, WindowFacts], names: Names) -> StrikeBoard:
        """Return the board as it would be with other facts of windows, showing these names."""
        known = {**self.names, **names}
        return StrikeBoard(self.picture.with_facts(facts), known, self._left, self.declined)

    def _built(self, cover: Mapping[int, ServiceCover]) -> dict[int, BoardService]:
        going_ahead = {
            duty.duty_id
            for each in cover
            for duty in self._affected.get(each, ())
            if duty.is_emergency
        }
        lanes = Lanes(self.picture, self.names, going_ahead, cover.keys())
        needs, services = self.picture.reading.needs, self.picture.services
        return {
            each: _board_service(
                services[each],
                found,
                lanes,
                needs.get(each, ()),
                self._affected.get(each, ()),
                self._left,
            )
            for each, found in cover.items()
        }


def _place(service: Service) -> tuple[str, str, str]:
    return service.site, service.department, service.name


def _board_service(
    service: Service,
    cover: ServiceCover,
    lanes: Lanes,
    needs: Sequence[CoverRequirement],
    affected: Sequence[AffectedDuty],
    left: Sequence[GapLeft],
) -> BoardService:
    wanted = [need for need in needs if need.level is cover.level]
    kinds = frozenset(kind for need in wanted for kind in need.post.kinds) or PRESENT_KINDS
    posts = {need.post.label: need.post for need in wanted}
    return BoardService(
        service,
        cover.level,
        cover.specified,
        tuple(_merged(cover.segments)),
        cover.gaps,
        lanes.of(service.service_id, kinds, {need.post for need in wanted}),
        tuple(affected),
        tuple(posts.values()),
        tuple(each for each in left if each.service_id == service.service_id),
    )


def _merged(segments: Iterable[CoverSegment]) -> Iterator[Segment]:
    """Join neighbours that differ only in how many spare people are there."""
    held: Segment | None = None
    for each in segments:
        now = Segment(
            each.start, each.end, each.required, each.missing_people, each.missing, each.by_post
        )
        if held and (held.by_post, held.wanted) == (now.by_post, now.wanted):
            held = replace(held, end=now.end)
            continue
        if held:
            yield held
        held = now
    if held:
        yield held


def _counts(cover: Sequence[ServiceCover], window: StrikeWindow, span: Stretch) -> Iterator[Count]:
    start, end = span[0], window.terms.end or span[1]
    day = to_local(start).date()
    while at_local(day, time(0, 0)) < end:
        for clock in COUNTED_AT:
            at = at_local(day, clock)
            if start <= at < end:
                then = [s for each in cover for s in each.segments if s.start <= at < s.end]
                required = sum(segment.required for segment in then)
                missing = sum(segment.missing_people for segment in then)
                yield Count(at, required - missing, required)
        day += timedelta(days=1)


def _affected(picture: CoverPicture, names: Names) -> dict[int, list[AffectedDuty]]:
    """Return the duties the window removes or would remove were they not marked, by service."""
    facts = picture.facts
    lost = {each.duty.duty_id for each in picture.lost} | set(facts.worked)
    unmarked = [replace(duty, emergency=False) for duty in picture.reading.duties]
    bare = WindowFacts(facts.window, {}, facts.working)
    found: dict[int, list[AffectedDuty]] = defaultdict(list)
    for each in lost_duties(unmarked, bare, picture.reading.absences):
        duty = each.duty
        row = _affected_duty(
            picture.services[duty.service_id], each, names, duty.duty_id not in lost
        )
        found[duty.service_id].append(row)
    return found


def _affected_duty(
    service: Service, lost: LostDuty, names: Names, is_emergency: bool
) -> AffectedDuty:
    duty = lost.duty
    staff_id = duty.staff_id or ""
    name, grade = who(staff_id, names)
    return AffectedDuty(
        duty.duty_id,
        service.service_id,
        service.name,
        service.department,
        service.site,
        staff_id,
        name,
        grade,
        duty.kind,
        duty.start,
        duty.end,
        lost.start,
        lost.end,
        is_emergency,
    )
