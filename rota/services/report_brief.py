"""One page for a command meeting: cover, patients, letters, signatures and what is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from rota.domain.cover import ServiceCover
from rota.domain.derogation_rules import OPEN, state_of
from rota.domain.reports import Cell, Fact, Part, Report
from rota.domain.times import minutes_between, short_words
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.report_frame import Frame, counting_times, hours_of, number_words
from rota.services.report_gaps import gap_heat, missing_within, most_missing, name_of
from rota.services.review import ReviewView, Standing, review_in

MOST_LINES = 5
MOST_TIMES = 4


def brief_report(frame: Frame) -> Report:
    """Return the brief as of now: gaps count from now on."""
    work, window = frame.work, frame.window
    picture = CoverPicture(read_cover(work, window.window_id), frame.rules.ladder)
    review = review_in(work, window.window_id, frame.rules, frame.now)
    since = max(frame.now, picture.span[0])
    ahead = since, picture.span[1]
    short = _ahead(picture, since)
    tables = frame.definition
    parts: list[Part] = []
    if heat := gap_heat([each for each, _ in short], picture.services, ahead, MOST_LINES):
        parts.append(heat)
    worst = [_worst_row(picture, each, since, minutes) for each, minutes in short[:MOST_LINES]]
    parts += [
        tables.table("counts").filled(list(_counts(frame, picture))),
        tables.table("worst").filled(worst),
        tables.table("flags").filled(list(_flags(frame, picture))),
    ]
    facts = [
        _when(frame, picture),
        _gaps(short, since),
        *_patients(review),
        *_letters(review),
        _signatures(review),
        *_open(frame),
    ]
    return frame.report(facts, parts)


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
        "service": name_of(services[cover.service_id], services),
        "first": min(gap.start for gap in cover.gaps if gap.end > since),
        "most": most_missing(cover, (since, picture.span[1])),
        "hours": hours_of(minutes),
    }


def _counts(frame: Frame, picture: CoverPicture) -> Iterator[dict[str, Cell]]:
    terms = frame.window.terms
    inside = terms.start, terms.end or picture.span[1]
    times = list(counting_times(inside, frame.definition.times))
    coming = [at for at in times if at >= frame.now]
    for at in coming[:MOST_TIMES] or times[-MOST_TIMES:]:
        then = [s for each in picture.cover for s in each.segments if s.start <= at < s.end]
        required = sum(segment.required for segment in then)
        missing = sum(segment.missing_people for segment in then)
        yield {"at": at, "required": required, "there": required - missing, "missing": missing}


def _flags(frame: Frame, picture: CoverPicture) -> Iterator[dict[str, Cell]]:
    flags = [each for each in frame.work.day.flags(frame.window.window_id) if each.is_open]
    flags.sort(key=lambda each: (each.raised_at, each.flag_id))
    for each in flags[:MOST_LINES]:
        yield {
            "service": name_of(picture.services[each.service_id], picture.services),
            "text": each.text,
            "raised": each.raised_at,
            "owner": each.owner,
        }


def _when(frame: Frame, picture: CoverPicture) -> Fact:
    start, end = frame.window.terms.start, frame.window.terms.end
    if frame.now < start:
        return Fact("Starts in", _length(minutes_between(frame.now, start)))
    if end is None:
        return Fact("Running for", _length(minutes_between(start, frame.now)))
    if frame.now < end:
        return Fact("Ends in", _length(minutes_between(frame.now, end)))
    if frame.now < picture.span[1]:
        return Fact("Ended", f"duties it took run to {short_words(picture.span[1])}")
    return Fact("Ended", short_words(end))


def _length(minutes: int) -> str:
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = (f"{days} d" * bool(days), f"{hours} h" * bool(hours), f"{left} min" * (not days))
    return " ".join(part for part in parts if part)


def _gaps(short: Sequence[tuple[ServiceCover, int]], since: datetime) -> Fact:
    gaps = sum(gap.end > since for each, _ in short for gap in each.gaps)
    hours = hours_of(sum(minutes for _, minutes in short))
    said = f"{number_words(gaps, 'gap', 'gaps')}, {number_words(hours, 'hour', 'hours')} missing"
    return Fact("Cover from now on", said, "gap" if gaps else "good")


def _patients(review: ReviewView) -> Iterator[Fact]:
    displaced = [each for department in review.departments for each in department.displaced]
    undecided = sum(each.decision is None for each in displaced)
    yield Fact("Appointments at risk or decided otherwise", f"{len(displaced):,}")
    yield Fact("Of these not decided", f"{undecided:,}", "warn" if undecided else "good")


def _letters(review: ReviewView) -> Iterator[Fact]:
    counts = [each.letters for each in review.departments]
    ready, held = sum(each.ready for each in counts), sum(each.held for each in counts)
    not_posted = sum(each.not_posted for each in counts)
    phone = sum(each.to_phone for each in counts)
    yield Fact(
        "Letters",
        f"{ready:,} to make, {not_posted:,} to post, {held:,} held",
        "warn" if held else "plain",
    )
    yield Fact("Patients to phone", f"{phone:,}", "warn" if phone else "plain")


def _signatures(review: ReviewView) -> Fact:
    states = [each.state for each in review.departments]
    signed, changed = states.count(Standing.SIGNED), states.count(Standing.CHANGED)
    said = f"{signed:,} of {number_words(len(states), 'department', 'departments')}"
    if changed:
        said += f"; {changed:,} changed since signing"
    if back := states.count(Standing.SENT_BACK):
        said += f"; {back:,} sent back"
    return Fact("Signed", said, "good" if signed == len(states) else "warn")


def _open(frame: Frame) -> Iterator[Fact]:
    window_id = frame.window.window_id
    flags = [each for each in frame.work.day.flags(window_id) if each.is_open]
    taken = sum(bool(each.owner) for each in flags)
    said = f"{len(flags):,}, {taken:,} with an owner" if flags else "none"
    yield Fact("Open flags", said, "warn" if taken < len(flags) else "plain")
    asked = frame.work.cover.derogations(window_id)
    waiting = sum(state_of(each) in OPEN for each in asked)
    said = f"{len(asked):,} asked for, {waiting:,} waiting" if asked else "none asked for"
    yield Fact("Derogations", said, "warn" if waiting else "plain")
