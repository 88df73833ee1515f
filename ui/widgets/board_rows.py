"""The board's services as rows of the ribbon, in words and tones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from rota.domain.codes import Level, Reply, words
from rota.domain.requirements import Post
from rota.domain.times import to_local
from rota.services.board import (
    AffectedDuty,
    Bar,
    BarState,
    BoardService,
    BoardView,
    Count,
    Lane,
    Segment,
)
from ui import formats
from ui.colours import Tone
from ui.widgets.board_posts import left_words, requirement_lanes
from ui.widgets.ribbon_values import (
    RibbonBar,
    RibbonLane,
    RibbonMark,
    RibbonRow,
    RibbonSegment,
    RibbonView,
)
from ui.wording import capital, grade_words, post_words

TONES = {
    BarState.THERE: Tone.COVERED,
    BarState.EMERGENCY: Tone.EMERGENCY,
    BarState.LOST: Tone.LOST,
    BarState.AWAY: Tone.LEAVE,
    BarState.ON_ANOTHER_STRIKE: Tone.STRIKING,
    BarState.UNFILLED: Tone.WARNING,
    BarState.COVERS_ELSEWHERE: Tone.LEAVE,
    BarState.COVER: Tone.COVERED,
}
PRESENT = frozenset({BarState.THERE, BarState.EMERGENCY, BarState.COVER})
_COVER_WORDS = {
    Reply.ACCEPTED: "cover",
    Reply.NO_ANSWER: "cover? not answered yet",
    Reply.DECLINED: "cover, declined",
}
NO_REQUIREMENT = "No requirement is set for this level"
SUSPENDED = "Suspended: needs nobody"


class RowKeeper:
    """Makes each service's row once: a board with something tried on it shares most services."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[BoardService, RibbonRow]] = {}

    def row(self, each: BoardService) -> RibbonRow:
        """The row of a service, the same one again while the service is the same."""
        service_id = each.service.service_id
        kept = self._kept.get(service_id)
        if kept is None or kept[0] is not each:
            kept = self._kept[service_id] = each, _row(each)
        return kept[1]


def ribbon_view(
    board: BoardView,
    services: Sequence[BoardService],
    now: datetime,
    keeper: RowKeeper | None = None,
) -> RibbonView:
    """The ribbon of a board, with only these services."""
    end = board.window.terms.end or board.end
    row_of = keeper.row if keeper is not None else _row
    return RibbonView(
        board.start,
        end,
        board.end,
        tuple(row_of(each) for each in services),
        tuple(RibbonMark(each.at, count_words(each)) for each in board.counts),
        now,
    )


def _row(each: BoardService) -> RibbonRow:
    people = tuple(_lane(lane) for lane in each.lanes)
    return RibbonRow(
        each.service.service_id,
        each.service.site,
        each.service.department,
        each.service.name,
        each.level,
        tuple(_segment(segment, each) for segment in each.segments),
        (*requirement_lanes(each, people), *people),
        _note(each),
    )


def _note(each: BoardService) -> str:
    if each.level is Level.SUSPENDED:
        return SUSPENDED
    return "" if each.specified else NO_REQUIREMENT


def _segment(segment: Segment, each: BoardService) -> RibbonSegment:
    return RibbonSegment(
        segment.start,
        segment.end,
        segment.required,
        segment.required - segment.missing,
        segment.missing,
        f"Missing: {wanted_words(segment.wanted, each.posts)}" if segment.missing else "",
        left_words(each, segment) if segment.missing else "",
    )


def _lane(lane: Lane) -> RibbonLane:
    parts = Counter(bar.assignment_id for bar in lane.bars)
    bars = tuple(_bar(bar, is_whole=parts[bar.assignment_id] == 1) for bar in lane.bars)
    return RibbonLane(person(lane.name, lane.grade), bars, lane.staff_id)


def _bar(bar: Bar, *, is_whole: bool) -> RibbonBar:
    """A stretch; cover that an absence cuts in two is not moved by one of its parts."""
    tone = TONES[bar.state]
    if bar.state is BarState.THERE and not bar.counts:
        tone = Tone.MUTED
    if bar.is_suggested:
        tone = Tone.ACCENT
    is_cover = bar.state is BarState.COVER
    return RibbonBar(
        bar.start,
        bar.end,
        bar_words(bar),
        tone,
        bar.assignment_id or None,
        is_movable=is_cover and is_whole and bool(bar.assignment_id),
        is_unconfirmed=is_cover and bar.reply is Reply.NO_ANSWER,
    )


def bar_words(bar: Bar) -> str:
    """What a stretch is: ``ward``, ``lost: clinic``, ``emergency cover: ward``."""
    kind = words(bar.kind) if bar.kind else ""
    match bar.state:
        case BarState.THERE:
            return kind
        case BarState.COVER if bar.is_suggested:
            return "suggested"
        case BarState.COVER:
            return _COVER_WORDS[bar.reply]
        case BarState.EMERGENCY:
            return f"emergency cover, {kind}"
        case BarState.LOST:
            return f"lost, {kind}"
        case BarState.AWAY:
            return "away"
        case BarState.ON_ANOTHER_STRIKE:
            return f"out on another strike, {kind}"
        case BarState.UNFILLED:
            return f"nobody rostered, {kind}"
        case BarState.COVERS_ELSEWHERE:
            return f"covers another service, {kind}"


def person(name: str, grade: str) -> str:
    """``Ada Okafor, ST``; a duty nobody holds says so."""
    if not name:
        return "Nobody rostered"
    return f"{name}, {grade_words(grade)}" if grade else name


def wanted_words(wanted: Iterable[tuple[str, int]], posts: Iterable[Post]) -> str:
    """``1 registrar (ST) or above with airway skills; 2 core trainees (CT) or above``."""
    named = {post.label: post for post in posts}
    return "; ".join(post_words(named[label], number) for label, number in wanted)


def count_words(count: Count) -> str:
    """``41 of 44``."""
    return f"{formats.number(count.filled)} of {formats.number(count.required)}"


def short_period(start: datetime, end: datetime) -> str:
    """``Tue 08:00–20:30``, for a narrow column."""
    return f"{to_local(start):%a} {formats.clock(start)}–{formats.clock(end)}"


def mark_words(duty: AffectedDuty) -> str:
    """Whether the strike takes a duty or it goes ahead."""
    return "Emergency cover" if duty.is_emergency else "Lost"


def mark_tone(duty: AffectedDuty) -> Tone:
    """The tone of that."""
    return Tone.EMERGENCY if duty.is_emergency else Tone.LOST


def kind_words(duty: AffectedDuty) -> str:
    """What a duty is."""
    return capital(words(duty.kind))
