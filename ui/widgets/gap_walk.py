"""Which gap is next once one is filled: downwards and on through the hours, then from the top."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from ui.widgets.ribbon_values import RibbonGap, RibbonSegment, RibbonView

GapPlace = tuple[Hashable, RibbonSegment]


def places_from(view: RibbonView | None, here: RibbonGap | None) -> list[GapPlace]:
    """The gap one is on, or what it is part of, and every other one after it."""
    if view is None or here is None:
        return []
    places = [(row.key, gap) for row in view.rows for gap in row.gaps]
    own = here.row.key, here.segment
    at = next((at for at, place in enumerate(places) if _is_same(place, own)), 0)
    return [own, *places[at + 1 :], *places[:at]]


def first_open(view: RibbonView | None, places: Iterable[GapPlace]) -> GapPlace | None:
    """The first of these places where a newer board still has a gap."""
    rows = {row.key: row for row in view.rows} if view is not None else {}
    for key, place in places:
        for gap in rows[key].gaps if key in rows else ():
            if _is_same((key, gap), (key, place)):
                return key, gap
    return None


def _is_same(one: GapPlace, other: GapPlace) -> bool:
    """Whether they are of one service and share some time."""
    return one[0] == other[0] and one[1].start < other[1].end and one[1].end > other[1].start
