"""One page for a command meeting: cover, patients, letters, signatures and what is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from rota.domain.cover import ServiceCover
from rota.domain.derogation_rules import OPEN, state_of
from rota.domain.reports import Cell, Fact, Part, Report, Table
from rota.domain.times import minutes_between, short_words
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.day_flags import flags_due
from rota.services.day_picture import DayPicture, read_day_picture
from rota.services.letter_queue import queue_in
from rota.services.report_frame import (
    Frame,
    counting_times,
    cut,
    hour_steps,
    hours_of,
    number_words,
)
from rota.services.report_gaps import gap_heat, missing_within, most_missing, name_of
from rota.services.report_limits import NO_ROTA, is_known, what_it_rests_on
from rota.services.report_post import letters_fact, post_fact, post_rows
from rota.services.review import ReviewView, Standing, review_in

MOST_SERVICES, FEW_SERVICES = 10, 5
ONE_BAND = 26
"""More steps than this take two bands of the page, so that fewer services are drawn."""
MOST_FLAGS = 5
MOST_TIMES = 4
LONGEST_NAME, LONGEST_TEXT = 60, 120
"""Letters of a name, and of what a flag says: one page must hold them all."""


def brief_report(frame: Frame) -> Report:
    """Return the brief as of now: gaps count from now on.

    Of a strike that only stops the post it tells of letters alone.
    """
    if frame.window.terms.is_postal_only:
        return _postal(frame)
    work, window = frame.work, frame.window
    day = read_day_picture(work, window.window_id, frame.rules.ladder)
    picture = day.plan
    queue = queue_in(work, frame.rules.letters, frame.now)
    review = review_in(work, window.window_id, frame.rules, frame.now, queue=queue)
    since = max(frame.now, picture.span[0])
    short = _ahead(picture, since)
    services = picture.services
    ahead = since, max(since, picture.span[1])
    limits = list(what_it_rests_on(frame, picture))
    parts: list[Part] = []
    most = MOST_SERVICES if len(hour_steps(ahead)[0]) <= ONE_BAND else FEW_SERVICES
    if heat := gap_heat([each for each, _ in short], services, ahead, most, LONGEST_NAME):
        parts.append(heat)
    worst = _worst(picture, since)
    rows = [_worst_row(picture, each, since, minutes) for each, minutes in short[:most]]
    tables = frame.definition
    parts += [
        tables.table("counts").filled(list(_counts(frame, picture, worst))),
        tables.table("worst").filled(rows),
        _flags(frame, picture),
    ]
    if window.terms.affects_post:
        parts.append(tables.table("post").filled(list(post_rows(frame))))
    facts = [
        *limits,
        *_when(frame, picture.span[1]),
        _gaps(frame, short, since, "good" if is_known(limits) else "plain"),
        *_worst_fact(picture, worst),
        *_patients(review),
        letters_fact(window, queue),
        _to_phone(review),
        *([post_fact(frame)] if window.terms.affects_post else []),
        _signatures(review),
        *_open(frame, day),
    ]
    return frame.report(facts, parts)


def _postal(frame: Frame) -> Report:
    terms = frame.window.terms
    standing = []
    if frame.window.removes_duties:
        queue = queue_in(frame.work, frame.rules.letters, frame.now)
        standing = [post_fact(frame), letters_fact(frame.window, queue)]
    picture = CoverPicture(read_cover(frame.work, frame.window.window_id), frame.rules.ladder)
    facts = [
        *(each for each in what_it_rests_on(frame, picture) if each.label != NO_ROTA),
        *_when(frame, terms.end or picture.span[1]),
        *standing,
    ]
    return frame.report(facts, [frame.definition.table("post").filled(list(post_rows(frame)))])


def _ahead(picture: CoverPicture, since: datetime) -> list[tuple[ServiceCover, int]]:
    """Return the services that lack somebody from now on, with the person-minutes they lack."""
    ahead = since, picture.span[1]
    every = ((each, missing_within(each, ahead)) for each in picture.cover)
    found = [(each, minutes) for each, minutes in every if minutes]
    services = picture.services
    found.sort(key=lambda pair: (-pair[1], name_of(services[pair[0].service_id], services)))
    return found


def _worst_row(
    picture: CoverPicture, cover: ServiceCover, since: datetime, minutes: int
) -> dict[str, Cell]:
    services = picture.services
    return {
        "service": cut(name_of(services[cover.service_id], services), LONGEST_NAME),
        "first": min(gap.start for gap in cover.gaps if gap.end > since),
        "most": most_missing(cover, (since, picture.span[1])),
        "hours": hours_of(minutes),
    }


def _worst(picture: CoverPicture, since: datetime) -> datetime | None:
    """Return the first moment from now on at which most people are missing; None: nobody is."""
    steps: dict[datetime, int] = defaultdict(int)
    for each in picture.cover:
        for segment in each.segments:
            if segment.missing and segment.end > since:
                steps[max(segment.start, since)] += segment.missing_people
                steps[segment.end] -= segment.missing_people
    moments = sorted(steps)
    missing = list(accumulate(steps[at] for at in moments))
    return moments[missing.index(max(missing))] if missing else None


def _counts(
    frame: Frame, picture: CoverPicture, worst: datetime | None
) -> Iterator[dict[str, Cell]]:
    terms = frame.window.terms
    inside = terms.start, terms.end or picture.span[1]
    times = list(counting_times(inside, frame.definition.times))
    coming = [at for at in times if at >= frame.now]
    chosen = coming[:MOST_TIMES] or times[-MOST_TIMES:]
    for at in sorted({*chosen, *([worst] if worst else [])}):
        required, missing = _at(picture, at)
        yield {
            "at": at,
            "required": required,
            "there": required - missing,
            "missing": missing,
            "which": "worst moment" if at == worst else "",
        }


def _at(picture: CoverPicture, at: datetime) -> tuple[int, int]:
    """Return how many are required at an instant, and how many of them are missing."""
    then = [s for each in picture.cover for s in each.segments if s.start <= at < s.end]
    return sum(each.required for each in then), sum(each.missing_people for each in then)


def _flags(frame: Frame, picture: CoverPicture) -> Table:
    flags = [each for each in frame.work.day.flags(frame.window.window_id) if each.is_open]
    flags.sort(key=lambda each: (each.raised_at, each.flag_id))
    rows: list[dict[str, Cell]] = [
        {
            "service": cut(
                name_of(picture.services[each.service_id], picture.services), LONGEST_NAME
            ),
            "text": cut(each.text, LONGEST_TEXT, "…, see On the day"),
            "raised": each.raised_at,
            "owner": cut(each.owner, LONGEST_NAME),
        }
        for each in flags[:MOST_FLAGS]
    ]
    table = frame.definition.table("flags").filled(rows)
    more = len(flags) - len(rows)
    said = f"The oldest first; {more:,} more: see On the day."
    return replace(table, note=said) if more else table


def _when(frame: Frame, overhang: datetime) -> Iterator[Fact]:
    """Yield how long until a strike begins or ends; nothing of one that does not take place."""
    start, end = frame.window.terms.start, frame.window.terms.end
    if not frame.window.removes_duties:
        return
    if frame.now < start:
        yield Fact("Starts in", _length(minutes_between(frame.now, start)))
    elif end is None:
        yield Fact("Running for", _length(minutes_between(start, frame.now)))
    elif frame.now < end:
        yield Fact("Ends in", _length(minutes_between(frame.now, end)))
    elif frame.now < overhang:
        yield Fact("Ended", f"duties it took run to {short_words(overhang)}")
    else:
        yield Fact("Ended", short_words(end))


def _length(minutes: int) -> str:
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = (f"{days} d" * bool(days), f"{hours} h" * bool(hours), f"{left} min" * (not days))
    return " ".join(part for part in parts if part)


def _gaps(
    frame: Frame, short: Sequence[tuple[ServiceCover, int]], since: datetime, good: str
) -> Fact:
    gaps = sum(gap.end > since for each, _ in short for gap in each.gaps)
    hours = hours_of(sum(minutes for _, minutes in short))
    said = f"{number_words(gaps, 'gap', 'gaps')}, {number_words(hours, 'hour', 'hours')} missing"
    return Fact("Cover from now on", said, frame.gap_tone if gaps else good)


def _worst_fact(picture: CoverPicture, worst: datetime | None) -> Iterator[Fact]:
    if worst is not None:
        yield Fact("Worst moment", f"{short_words(worst)}, {_at(picture, worst)[1]:,} missing")


def _patients(review: ReviewView) -> Iterator[Fact]:
    displaced = [each for department in review.departments for each in department.displaced]
    undecided = sum(each.decision is None for each in displaced)
    yield Fact("Appointments at risk or decided otherwise", f"{len(displaced):,}")
    yield Fact("Of these not decided", f"{undecided:,}", "warn" if undecided else "good")


def _to_phone(review: ReviewView) -> Fact:
    phone = sum(each.letters.to_phone for each in review.departments)
    return Fact("Patients to phone", f"{phone:,}", "warn" if phone else "plain")


def _signatures(review: ReviewView) -> Fact:
    states = [each.state for each in review.departments]
    signed, changed = states.count(Standing.SIGNED), states.count(Standing.CHANGED)
    said = f"{signed:,} of {number_words(len(states), 'department', 'departments')}"
    if changed:
        said += f"; {changed:,} changed since signing"
    if back := states.count(Standing.SENT_BACK):
        said += f"; {back:,} sent back"
    return Fact("Signed", said, "good" if signed == len(states) else "warn")


def _open(frame: Frame, day: DayPicture) -> Iterator[Fact]:
    window_id = frame.window.window_id
    flags = [each for each in frame.work.day.flags(window_id) if each.is_open]
    taken = sum(bool(each.owner) for each in flags)
    due = flags_due(frame.work, day, day.levels, frame.now).raised
    unseen = sum(not flag.flag_id for flag in due)
    said = f"{len(flags):,}, {taken:,} with an owner" if flags else "none"
    if unseen:
        gaps = f"{number_words(unseen, 'gap', 'gaps')} due now"
        said = f"{said}; {gaps} not raised yet" if flags else f"none raised yet; {gaps}"
    yield Fact("Open flags", said, "warn" if unseen or taken < len(flags) else "plain")
    asked = frame.work.cover.derogations(window_id)
    waiting = sum(state_of(each) in OPEN for each in asked)
    said = f"{len(asked):,} asked for, {waiting:,} waiting" if asked else "none asked for"
    yield Fact("Derogations", said, "warn" if waiting else "plain")
