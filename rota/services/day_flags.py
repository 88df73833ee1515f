"""Flags of the day: a gap that runs or is about to, who looks after it, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.cover import CoverGap
from rota.domain.day import DayFlag
from rota.domain.day_gaps import SOON, first_unsettled, gaps_due, is_filled, is_shown_by
from rota.domain.duties import GapLeft, Service
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.times import short_words
from rota.services.by_hand import one_spaced
from rota.services.cover_picture import find_window
from rota.services.day_picture import DayPicture, read_day_picture
from rota.services.ports import Storage, Work
from rota.services.windows import count_of

FILLED = "Nothing is missing there any more."
OVER = "Its time was over."


@dataclass(frozen=True, slots=True)
class Raised:
    """The flags that were raised or brought up to date."""

    changes: Changes
    raised: tuple[DayFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """Flags as they should be: ``raised`` new or worse than they said, ``eased``, and ``filled``.

    Only what the program raised and nobody took is eased, or goes with its gap.
    """

    raised: tuple[DayFlag, ...] = ()
    eased: tuple[DayFlag, ...] = ()
    filled: tuple[DayFlag, ...] = ()

    @property
    def known(self) -> tuple[DayFlag, ...]:
        """Those that are kept already."""
        return *(flag for flag in self.raised if flag.flag_id), *self.eased, *self.filled


def raise_due(storage: Storage, window_id: int, ladder: GradeLadder, now: datetime) -> Raised:
    """Raise a flag for every gap that runs now or begins within the hour, unless it has one.

    Those that it raised before, that nobody took and whose gap has gone, it closes. Cheap to call
    again and again: nothing is written where nothing is due. It is the program's doing, so that
    nobody's undo takes it back.
    """
    with storage.read() as work:
        picture = read_day_picture(work, window_id, ladder)
        if flags_due(work, picture, picture.levels, now) == Due():
            return Raised(Changes())
    with storage.write("day flags due", undoable=False) as work:
        picture = read_day_picture(work, window_id, ladder)
        due = flags_due(work, picture, picture.levels, now)
        raised = _put(work, due)
        said = [f"{count_of(len(raised), 'flag was', 'flags were')} raised."] if raised else []
        if due.filled:
            said.append(f"{count_of(len(due.filled), 'flag', 'flags')} closed: {FILLED.lower()}")
        work.say(" ".join(said) or "Flags were brought up to date.")
    return Raised(work.changes, raised)


def add_due(
    work: Work, picture: DayPicture, services: Iterable[int], now: datetime
) -> tuple[DayFlag, ...]:
    """Raise what is due at some services, and close what is filled, as part of an action.

    Of one service and post one flag is open at a time: when its gap grows, or another follows, it
    is brought to say so, and whoever looks after it goes on doing so.
    """
    return _put(work, flags_due(work, picture, services, now))


def _put(work: Work, due: Due) -> tuple[DayFlag, ...]:
    """Keep flags as they are due; return those raised or grown."""
    for flag in due.known:
        work.day.put_flag(flag)
    new = [flag for flag in due.raised if not flag.flag_id]
    ids = work.day.add_flags(new)
    grown = (flag for flag in due.raised if flag.flag_id)
    return *grown, *(replace(flag, flag_id=each) for flag, each in zip(new, ids, strict=True))


def flags_due(work: Work, picture: DayPicture, services: Iterable[int], now: datetime) -> Due:
    """Return the flags to raise at some services, and open ones to be brought up to date."""
    start, end = picture.span
    window = picture.plan.window
    if not window.removes_duties or not start <= now + SOON or now >= end:
        return Due()
    flags = work.day.flags(window.window_id)
    opened = {(flag.service_id, flag.post): flag for flag in flags if flag.is_open}
    left = work.cover.gaps_left(window.window_id)
    raised, eased, filled = [], [], []
    for place in sorted(services):
        cover = picture.known(place, picture.span)
        gaps = first_unsettled(gaps_due(cover, now), flags, place)
        for gap in gaps:
            before = opened.pop((place, gap.post), None)
            new = _flag_of(window.window_id, place, gap, left, now)
            if before is None:
                raised.append(new)
            elif not is_shown_by(before, gap):
                raised.append(_brought_up(before, new))
            elif _is_untaken(before) and _brought_up(before, new) != before:
                eased.append(_brought_up(before, new))
        filled += [
            replace(flag, closed_at=now, outcome=FILLED)
            for flag in opened.values()
            if flag.service_id == place and _is_untaken(flag) and is_filled(flag, cover, now)
        ]
    return Due(tuple(raised), tuple(eased), tuple(filled))


def _is_untaken(flag: DayFlag) -> bool:
    return not (flag.raised_by or flag.owner)


def _brought_up(before: DayFlag, new: DayFlag) -> DayFlag:
    return replace(
        before,
        start=new.start,
        end=new.end,
        missing=new.missing,
        text=new.text,
        owner=before.owner or new.owner,
    )


def _flag_of(
    window_id: int, service_id: int, gap: CoverGap, left: Iterable[GapLeft], now: datetime
) -> DayFlag:
    """Return the flag of a gap. One left knowingly says who answers for it."""
    short = "1 short" if gap.missing == 1 else f"Up to {gap.missing} short"
    text, owner = f"{short} of {gap.post}, {_when(gap.start, gap.end)}.", ""
    for each in left:
        is_same = (each.service_id, each.post) == (service_id, gap.post)
        if is_same and each.start < gap.end and gap.start < each.end:
            text, owner = f"{text} Left open knowingly: {each.reason}", each.owner
            break
    return DayFlag(
        window_id, service_id, gap.post, gap.start, gap.end, gap.missing, text, now, owner=owner
    )


def raise_by_hand(
    storage: Storage,
    window_id: int,
    service_id: int,
    post: str,
    text: str,
    start: datetime,
    end: datetime,
    who: str,
    now: datetime,
    missing: int = 1,
    owner: str = "",
) -> Raised:
    """Raise a flag that the program cannot see. ``post`` is a post or any short heading.

    Refuses without a text, a name or a post, and where one is open of that service and post.
    """
    name = needed(who, "no_name", "Say who raises the flag.")
    said = needed(text, "no_text", "Say what is missing or what happened.")
    heading = needed(one_spaced(post), "no_post", "Say which post it is about.")
    if end <= start:
        raise Refused("end_before_start", "The gap must end after it starts.")
    if missing < 1:
        raise Refused("nobody_missing", "Say how many are missing: one at least.")
    with storage.write("day flag raise") as work:
        service = reached(work, window_id, service_id)
        for each in work.day.flags(window_id):
            if each.is_open and (each.service_id, each.post) == (service_id, heading):
                raise Refused(
                    "flag_open", f"A flag of {service.name} about {heading} is open already."
                )
        flag = DayFlag(
            window_id, service_id, heading, start, end, missing, said, now, name, owner.strip()
        )
        (flag_id,) = work.day.add_flags([flag])
        work.say(f"{service.name}: a flag was raised.")
    return Raised(work.changes, (replace(flag, flag_id=flag_id),))


def take_flag(
    storage: Storage, window_id: int, flag_id: int, owner: str, seen_owner: str = ""
) -> Changes:
    """Say who looks after a flag from now on. ``seen_owner`` is whom the screen showed.

    Refuses a closed flag, and one that somebody else took meanwhile.
    """
    name = needed(owner, "no_name", "Say who looks after it.")
    with storage.write("day flag take") as work:
        flag, service = _open_flag(work, window_id, flag_id)
        if flag.owner not in (seen_owner.strip(), name):
            raise Refused(
                "taken_meanwhile", f"{flag.owner or 'Nobody'} looks after it now. Look again."
            )
        work.day.put_flag(replace(flag, owner=name))
        work.say(f"{service.name}: a flag was taken.")
    return work.changes


def close_flag(
    storage: Storage, window_id: int, flag_id: int, outcome: str, who: str, now: datetime
) -> Changes:
    """Close a flag with what came of it. Refuses one without an outcome, or closed already."""
    name = needed(who, "no_name", "Say who closes the flag.")
    said = needed(outcome, "no_outcome", "Say what came of it.")
    with storage.write("day flag close") as work:
        flag, service = _open_flag(work, window_id, flag_id)
        work.day.put_flag(replace(flag, closed_at=now, closed_by=name, outcome=said))
        work.say(f"{service.name}: a flag was closed.")
    return work.changes


def close_over(storage: Storage, window_id: int, who: str, now: datetime) -> Changes:
    """Close every flag whose time has passed, in one go. Refuses where there is none."""
    name = needed(who, "no_name", "Say who closes the flags.")
    with storage.write("day flags over") as work:
        find_window(work, window_id)
        over = [flag for flag in work.day.flags(window_id) if flag.is_over(now)]
        if not over:
            raise Refused("none_over", "No open flag is over.")
        for flag in over:
            work.day.put_flag(replace(flag, closed_at=now, closed_by=name, outcome=OVER))
        work.say(f"{count_of(len(over), 'flag that was', 'flags that were')} over closed.")
    return work.changes


def _closed_words(flag: DayFlag) -> str:
    by = flag.closed_by
    return f"{by} closed this flag already" if by else "This flag is closed already"


def _open_flag(work: Work, window_id: int, flag_id: int) -> tuple[DayFlag, Service]:
    find_window(work, window_id)
    for flag in work.day.flags(window_id):
        if flag.flag_id == flag_id:
            if not flag.is_open:
                raise Refused("flag_closed", f"{_closed_words(flag)}: {flag.outcome}")
            services = {each.service_id: each for each in work.duties.services()}
            return flag, services[flag.service_id]
    raise Refused("unknown_flag", f"There is no flag {flag_id} of this strike.")


def reached(work: Work, window_id: int, service_id: int) -> Service:
    """Return a service. Refuses one that is not there, or at a site the strike does not reach."""
    window = find_window(work, window_id)
    for each in work.duties.services():
        if each.service_id == service_id:
            if not window.terms.affects_site(each.site):
                raise Refused("other_site", f"This strike does not reach {each.site}.")
            return each
    raise Refused("unknown_service", f"There is no service {service_id}.")


def needed(text: str, code: str, sentence: str) -> str:
    """Return a text without the spaces around it. Refuses an empty one."""
    if not text.strip():
        raise Refused(code, sentence)
    return text.strip()


def _when(start: datetime, end: datetime) -> str:
    return f"{short_words(start)} to {short_words(end)}"
