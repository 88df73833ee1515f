"""Recording strike windows and what managers decide for one: marks, levels, states."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.codes import EventKind, Level, WindowState, words
from rota.domain.duties import Service
from rota.domain.errors import Refused
from rota.domain.windows import StrikeWindow, WindowRevision, WindowTerms
from rota.services.disputes import add_event
from rota.services.own_departments import keep_to_own
from rota.services.ports import Storage, Work
from rota.services.strike_picture import find_window


@dataclass(frozen=True, slots=True)
class NewWindow:
    """What a manager enters for a strike window."""

    dispute: str
    union: str
    terms: WindowTerms


def add_window(
    storage: Storage, new: NewWindow, now: datetime, why: str = ""
) -> tuple[StrikeWindow, Changes]:
    """Record a notified window. Refuses an empty dispute or union, and an exact double."""
    windows, changes = add_windows(storage, new, [new.terms], now, why)
    return windows[0], changes


def add_windows(
    storage: Storage, new: NewWindow, repeats: Sequence[WindowTerms], now: datetime, why: str = ""
) -> tuple[list[StrikeWindow], Changes]:
    """Record a notified window and its repeats, all or none."""
    if not new.dispute.strip() or not new.union.strip():
        raise Refused("name_missing", "Give the dispute and the union a name.")
    with storage.write("window add", why) as work:
        _check_sites(work, new.terms)
        windows = [_add(work, new, terms, now, why) for terms in repeats]
        more = f" and {len(windows) - 1} more" if len(windows) > 1 else ""
        work.say(f"Added {windows[0].title}{more}.")
    return windows, work.changes


def _add(work: Work, new: NewWindow, terms: WindowTerms, now: datetime, why: str) -> StrikeWindow:
    dispute, union = new.dispute.strip(), new.union.strip()
    for other in work.windows.all():
        if (other.dispute, other.union) == (dispute, union) and same_action(other.terms, terms):
            raise Refused(
                "window_exists", f"This strike is already here as window {other.window_id}."
            )
    window_id = work.windows.add(dispute, union, WindowState.NOTIFIED, terms, now, why)
    window = find_window(work, window_id)
    add_event(work, window, EventKind.NOTICE, terms.notice_received or now, window.title, now)
    return window


def same_action(one: WindowTerms, other: WindowTerms) -> bool:
    """Say whether two sets of terms are the same action."""
    return (one.start, one.end, one.type, one.groups, one.sites, one.affects_post) == (
        other.start,
        other.end,
        other.type,
        other.groups,
        other.sites,
        other.affects_post,
    )


def _check_sites(work: Work, terms: WindowTerms) -> None:
    known = {each.site for each in work.duties.services()}
    there = {site.casefold() for site in known}
    strange = sorted(site for site in terms.sites if site.casefold() not in there)
    if strange and known:
        raise Refused(
            "unknown_site",
            f"No site is called {', '.join(strange)}. The sites are {', '.join(sorted(known))}.",
        )


def list_windows(storage: Storage) -> list[StrikeWindow]:
    """Return every window in order of start."""
    with storage.read() as work:
        return work.windows.all()


def known_sites(storage: Storage) -> tuple[str, ...]:
    """Return the sites that services are at, in order."""
    with storage.read() as work:
        return tuple(sorted({each.site for each in work.duties.services()}))


@dataclass(frozen=True, slots=True)
class WindowDetail:
    """One window and everything ever said of it."""

    window: StrikeWindow
    revisions: tuple[WindowRevision, ...]


def show_window(storage: Storage, window_id: int) -> WindowDetail:
    """Return one window with its revisions."""
    with storage.read() as work:
        window = find_window(work, window_id)
        return WindowDetail(window, tuple(work.windows.revisions(window_id)))


ALLOWED_FROM = {
    WindowState.CONFIRMED: {WindowState.NOTIFIED, WindowState.SUSPENDED},
    WindowState.SUSPENDED: {WindowState.NOTIFIED, WindowState.CONFIRMED},
    WindowState.CALLED_OFF: {
        WindowState.NOTIFIED,
        WindowState.CONFIRMED,
        WindowState.SUSPENDED,
    },
    WindowState.COMPLETED: {WindowState.CONFIRMED, WindowState.NOTIFIED},
    WindowState.NOTIFIED: {WindowState.SUSPENDED, WindowState.CALLED_OFF, WindowState.COMPLETED},
}
"""Which states a window may be moved to a state from."""


def _need_why(why: str) -> None:
    if not why.strip():
        raise Refused("why_missing", "Give a reason: it is kept with the change.")


def mark_duties(
    storage: Storage, window_id: int, duty_ids: Collection[str], emergency: bool, why: str
) -> Changes:
    """Mark duties as emergency-only cover of one window, or not. Wants a reason."""
    _need_why(why)
    wanted = list(dict.fromkeys(duty_ids))
    with storage.write("mark", why) as work:
        window = find_window(work, window_id)
        known = work.duties.duties.known(wanted)
        unknown = [each for each in wanted if each not in known]
        if unknown:
            raise Refused("unknown_duty", f"There is no duty {', '.join(unknown[:5])}.")
        duties = work.duties.duties.existing(wanted).values()
        keep_to_own(work, "mark", (each.service_id for each in duties))
        work.windows.set_marks(window_id, dict.fromkeys(wanted, emergency))
        said = "emergency-only cover" if emergency else "not emergency-only cover"
        work.say(f"Marked {count_of(len(wanted), 'duty', 'duties')} as {said} for {window.union}.")
    return work.changes


def set_level(
    storage: Storage, window_id: int, service: str, level: Level, why: str, site: str = ""
) -> Changes:
    """Set the level of a service during a window, at one site or wherever its name is found."""
    _need_why(why)
    with storage.write("level", why) as work:
        find_window(work, window_id)
        found = services_named(work, service, site)
        keep_to_own(work, "level", (each.service_id for each in found))
        work.windows.set_level(window_id, {each.service_id for each in found}, level)
        work.say(f"Set {service} to {words(level)}.")
    return work.changes


def set_levels(
    storage: Storage, window_id: int, service_ids: Collection[int], level: Level, why: str
) -> Changes:
    """Set the level of several services during a window, in one step that is undone as one."""
    _need_why(why)
    wanted = set(service_ids)
    with storage.write("level", why) as work:
        find_window(work, window_id)
        known = {each.service_id for each in work.duties.services()}
        if not wanted or wanted - known:
            raise Refused("unknown_service", "Choose services that are on the board.")
        keep_to_own(work, "level", wanted)
        work.windows.set_level(window_id, wanted, level)
        work.say(f"Set {count_of(len(wanted), 'service', 'services')} to {words(level)}.")
    return work.changes


def services_named(work: Work, name: str, site: str = "") -> Sequence[Service]:
    """Return the services of a name. Refuses one not met before."""
    found = [
        each
        for each in work.duties.services()
        if each.name.casefold() == name.strip().casefold()
        and site.strip().casefold() in ("", each.site.casefold())
    ]
    if not found:
        at = f" at {site}" if site.strip() else ""
        raise Refused("unknown_service", f"There is no service called {name}{at}.")
    return found


def count_of(number: int, one: str, many: str) -> str:
    """Return a count with its word: 1 duty, 2 duties."""
    return f"{number:,} {one if number == 1 else many}"
