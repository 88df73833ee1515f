"""The roll call of a strike day: who is due, who is there, and what is missing because of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.day import DayFlag, DayTick, Tick
from rota.domain.day_gaps import MOMENT
from rota.domain.day_presence import EARLY, is_about
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.permissions import See, refuse_sight
from rota.domain.times import short_words
from rota.services.day_flags import add_due, needed, reached
from rota.services.day_picture import DayPicture, read_day_picture
from rota.services.day_views import DayPerson, DayService, DayView, GradeCount, view_of
from rota.services.ports import Storage, Work
from rota.services.windows import count_of

__all__ = ["DayPerson", "DayService", "DayView", "GradeCount"]

WORDS = {
    Tick.HERE: "Ticked here",
    Tick.NOT_HERE: "Ticked not here",
    Tick.LEFT: "Left",
    Tick.CLEAR: "Tick taken off",
}


@dataclass(frozen=True, slots=True)
class NewTick:
    """What somebody says of a person at a service and the moment it is about."""

    staff_id: str
    service_id: int
    at: datetime
    what: Tick
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What ticking changed, and the flags that it raised."""

    changes: Changes
    raised: tuple[DayFlag, ...] = ()


def read_day(storage: Storage, window_id: int, ladder: GradeLadder, at: datetime) -> DayView:
    """Return a window at an instant. Refuses a window that is not there.

    Before the strike it is the moment it begins, and after its overhang the last minute of that.
    """
    refuse_sight(storage.user, See.DECLARATIONS)
    with storage.read() as work:
        return day_in(work, window_id, ladder, at)


def day_in(work: Work, window_id: int, ladder: GradeLadder, at: datetime) -> DayView:
    """Return a window at one instant within a transaction."""
    picture = read_day_picture(work, window_id, ladder)
    start, end = picture.span
    return view_of(work, picture, max(start, min(at, end - MOMENT)))


def tick(
    storage: Storage,
    window_id: int,
    ladder: GradeLadder,
    ticks: Sequence[NewTick],
    key: str,
    who: str,
    now: datetime,
) -> Ticked:
    """Keep what somebody ticked in one click; gaps that it opens raise flags.

    ``key`` is of the click: the same click is kept once however often it is sent. Refuses an empty
    name, a moment outside the window or (but for ``not_here``) more than an hour ahead of now,
    and anything but ``here`` of somebody who has neither duty nor cover nor a tick there.
    """
    name = needed(who, "no_name", "Say who ticks.")
    keys = [f"{key} {number}" for number in range(len(ticks))]
    with storage.write("day tick") as work:
        if not ticks or work.day.known_keys(keys):
            return Ticked(Changes())
        picture = read_day_picture(work, window_id, ladder, {each.staff_id for each in ticks})
        _check(work, picture, ticks, now)
        made = [
            DayTick(
                window_id, each.staff_id, each.service_id, each.at, each.what, each.note.strip(),
                name, now, each_key,
            )
            for each, each_key in zip(ticks, keys, strict=True)
        ]  # fmt: skip
        ids = work.day.add_ticks(made)
        made = [replace(each, tick_id=given) for each, given in zip(made, ids, strict=True)]
        picture = picture.with_ticks(made)
        touched = picture.services_of({each.staff_id for each in ticks})
        raised = add_due(work, picture, touched, now)
        work.say(_sentence(picture, ticks, len(raised)))
    return Ticked(work.changes, raised)


def _check(work: Work, picture: DayPicture, ticks: Sequence[NewTick], now: datetime) -> None:
    window_id = picture.plan.window.window_id
    for place in {each.service_id for each in ticks}:
        reached(work, window_id, place)
    known = work.people.staff.existing({each.staff_id for each in ticks})
    start, end = picture.span
    for each in ticks:
        if each.staff_id not in known:
            raise Refused("unknown_staff", f"No one on the staff list has the id {each.staff_id}.")
        if not start - EARLY <= each.at < end:
            raise Refused("outside_window", f"{short_words(each.at)} lies outside this strike.")
        if each.at > now + EARLY and each.what in (Tick.HERE, Tick.LEFT):
            raise Refused("not_yet", f"{short_words(each.at)} has not come yet.")
        if each.what is not Tick.HERE and not _is_down(picture, each):
            raise Refused(
                "not_down",
                "Nothing has this person at the service then. Look again: the plan may have "
                "changed.",
            )


def _is_down(picture: DayPicture, new: NewTick) -> bool:
    """Say whether somebody has a duty, cover or a tick at the service at that moment."""
    stays = picture.stays.get(new.staff_id, ())
    ticked = any(said.service_id == new.service_id for said in picture.said(new.staff_id, new.at))
    return ticked or any(is_about(new.service_id, new.at, stay) for stay in stays)


def _sentence(picture: DayPicture, ticks: Sequence[NewTick], raised: int) -> str:
    """Say what was done, without a name."""
    places = {each.service_id for each in ticks}
    where = count_of(len(places), "service", "services")
    if len(places) == 1:
        where = picture.plan.services[places.pop()].name
    what = {WORDS[each.what] for each in ticks}
    said = f"{what.pop() if len(what) == 1 else 'Ticked'}: "
    said += f"{count_of(len(ticks), 'person', 'people')} at {where}, {short_words(ticks[0].at)}."
    return f"{said} {count_of(raised, 'flag', 'flags')} raised." if raised else said
