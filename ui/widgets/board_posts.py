"""The board's requirements as lanes of the ribbon: each post a service wants, by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rota.domain.requirements import Post
from rota.services.board import BarState, BoardService, Segment
from ui import formats
from ui.widgets.ribbon_values import RibbonLane, RibbonSegment
from ui.wording import post_name

THERE = frozenset({BarState.THERE, BarState.EMERGENCY, BarState.COVER})
_MOST_NAMES = 5


def requirement_lanes(each: BoardService, people: Sequence[RibbonLane]) -> Iterator[RibbonLane]:
    """A lane for each post a service wants: how many, how many are there, its own gaps.

    ``people`` are the service's other lanes, in the board's order.
    """
    for post in each.posts:
        yield RibbonLane(
            post_name(post),
            (),
            post.label,
            is_requirement=True,
            segments=tuple(_stretches(each, post.label)),
            note=_able(each, post, people),
        )


def _stretches(each: BoardService, label: str) -> Iterator[RibbonSegment]:
    """The post's own stretches, neighbours with the same numbers joined."""
    held: RibbonSegment | None = None
    for segment in each.segments:
        now = _stretch(each, segment, label)
        if held and replace(now, start=held.start, end=held.end) == held:
            held = replace(held, end=now.end)
            continue
        if held:
            yield held
        held = now
    if held:
        yield held


def _stretch(each: BoardService, segment: Segment, label: str) -> RibbonSegment:
    required = dict(segment.by_post).get(label, 0)
    missing = dict(segment.wanted).get(label, 0)
    said = left_words(each, segment, label) if missing else ""
    there = max(required - missing, 0)
    return RibbonSegment(segment.start, segment.end, required, there, missing, said)


def left_words(each: BoardService, segment: Segment, label: str | None = None) -> str:
    """Who answers for leaving a stretch open, and why; of one post, or of any."""
    return "; ".join(
        f"Left open, {gap.owner}: {gap.reason}"
        for gap in each.left
        if label in (None, gap.post) and gap.start < segment.end and gap.end > segment.start
    )


def _able(each: BoardService, post: Post, people: Sequence[RibbonLane]) -> str:
    """Who is there at some time and could fill the post."""
    label = post.label
    names = [
        shown.text
        for lane, shown in zip(each.lanes, people, strict=True)
        if label in lane.posts and any(bar.state in THERE and bar.counts for bar in lane.bars)
    ]
    if not names:
        return "Nobody who could is there."
    more = len(names) - _MOST_NAMES
    said = "; ".join(names[:_MOST_NAMES])
    return f"There and able: {said}" + (
        f" and {formats.count(more, 'other')}." if more > 0 else "."
    )
