"""Gaps that want somebody's eye on the day, and which of them flags have dealt with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from rota.domain.cover import CoverGap, ServiceCover
from rota.domain.day import DayFlag

SOON = timedelta(hours=1)
"""How long before a gap begins its flag is raised."""

MOMENT = timedelta(minutes=1)


def gaps_due(cover: ServiceCover, now: datetime) -> list[CoverGap]:
    """Return the posts short at some time of the next hour, each over all of its gap.

    ``missing`` is the most missing within that hour; the gap runs while anybody is missing.
    """
    soon = now + SOON
    running: dict[str, CoverGap] = {}
    found: list[CoverGap] = []
    for each in cover.segments:
        short = dict(each.missing)
        found.extend(running.pop(post) for post in list(running) if post not in short)
        near = each.start < soon and each.end > now
        for post, number in short.items():
            before = running.get(post, CoverGap(post, each.start, each.end, 0))
            most = max(before.missing, number) if near else before.missing
            running[post] = CoverGap(post, before.start, each.end, most)
    found.extend(running.values())
    return sorted((gap for gap in found if gap.missing), key=lambda gap: (gap.start, gap.post))


def first_unsettled(
    gaps: Iterable[CoverGap], flags: Iterable[DayFlag], service_id: int
) -> list[CoverGap]:
    """Return the first gap of each post that no closed flag has dealt with.

    A gap that began after its flag was closed, or where more are missing than then, is a new one;
    so is one whose flag went because nothing was missing any more.
    """
    closed = [each for each in flags if each.service_id == service_id and each.closed_by]
    found: dict[str, CoverGap] = {}
    for gap in gaps:
        if not any(_settles(flag, gap) for flag in closed):
            found.setdefault(gap.post, gap)
    return list(found.values())


def _settles(flag: DayFlag, gap: CoverGap) -> bool:
    if flag.closed_at is None or flag.post != gap.post or gap.missing > flag.missing:
        return False
    return gap.start <= max(flag.start, flag.closed_at) < gap.end


def missing_soon(cover: ServiceCover, at: datetime) -> tuple[CoverGap, ...]:
    """Return the posts of which more become short within the hour than are at an instant.

    ``missing`` is how many more than then, ``start`` from when; a post is named once.
    """
    already = dict(cover.segments[0].missing) if cover.segments else {}
    found: dict[str, CoverGap] = {}
    for gap in cover.gaps:
        more = gap.missing - already.get(gap.post, 0)
        if at < gap.start < at + SOON and more > 0:
            found.setdefault(gap.post, CoverGap(gap.post, gap.start, gap.end, more))
    return tuple(sorted(found.values(), key=lambda gap: (gap.start, gap.post)))


def is_filled(flag: DayFlag, cover: ServiceCover, now: datetime) -> bool:
    """Say whether the gap a flag speaks of is no longer there, now or within the hour.

    Of a flag whose time is over: whether there was none when it ended.
    """
    return all(gap.post != flag.post for gap in gaps_due(cover, min(now, flag.end - MOMENT)))


def is_shown_by(flag: DayFlag, gap: CoverGap) -> bool:
    """Say whether an open flag speaks of a gap as it is: not of an earlier or a smaller one.

    What a person wrote is left as it is.
    """
    return bool(flag.raised_by) or (gap.missing <= flag.missing and gap.start < flag.end)
