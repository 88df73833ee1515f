"""What one shift tells the next: notes, and the handover sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from rota.domain.changes import Changes
from rota.domain.cover import CoverGap
from rota.domain.day import DayFlag, HandoverNote, Tick
from rota.domain.derogation_rules import STATE_WORDS, state_of, time_left
from rota.domain.derogations import Derogation
from rota.domain.duties import GapLeft, Service
from rota.domain.errors import Refused
from rota.domain.grades import grade_words
from rota.domain.journal import Anchor
from rota.domain.permissions import See, refuse_sight
from rota.domain.reports import Cell, Column, ColumnKind, Fact, Report, Table
from rota.domain.rules import Rulebook
from rota.domain.times import short_words, to_local
from rota.services.cover_picture import find_window
from rota.services.day_flags import needed, reached
from rota.services.day_picture import DayPicture, read_day_picture
from rota.services.day_views import DayPerson, DayService, DayView, view_of
from rota.services.ports import Storage
from rota.services.windows import count_of

AHEAD = timedelta(hours=12)
"""How far the sheet looks ahead: to the end of the next shift."""

EVERYWHERE = "Whole hospital"
NOBODY = "nobody yet"
COUNTED = (
    "Gaps count whoever was not ticked as the plan has them. The most senior are named; who goes "
    "home within the hour is left out."
)
SOME, MANY = 2, 4
"""How many people of a service are named: the most senior, and more where somebody is missing."""

_PLACE = Column("service", "Service", width=3), Column("site", "Site", width=3)


def add_handover_note(
    storage: Storage, window_id: int, service_id: int | None, text: str, who: str, now: datetime
) -> Changes:
    """Keep a note; ``service_id`` None: it concerns the whole hospital. Refuses an empty one."""
    name = needed(who, "no_name", "Say who hands over.")
    said = needed(text, "no_text", "Say what the next shift should know.")
    with storage.write("day note") as work:
        where = EVERYWHERE
        if service_id is None:
            find_window(work, window_id)
        else:
            where = reached(work, window_id, service_id).name
        work.day.add_note(HandoverNote(window_id, service_id, said, name, now))
        work.say(f"{where}: a handover note was added.")
    return work.changes


def handover_report(
    storage: Storage, window_id: int, rules: Rulebook, at: datetime, now: datetime
) -> Report:
    """Return the sheet as of an instant. Refuses one that lies outside the strike.

    It holds the gaps of the next 12 hours with their own start and end, open flags and who looks
    after them, the notes, derogations, and who is there at the services that need somebody; the
    others are counted.
    """
    refuse_sight(storage.user, See.DECLARATIONS)
    with storage.read() as work:
        picture = read_day_picture(work, window_id, rules.ladder)
        start, end = picture.span
        if not start <= at < end:
            raise Refused(
                "outside_window",
                f"{short_words(at)} lies outside this strike: {short_words(start)} to "
                f"{short_words(end)}.",
            )
        view = view_of(work, picture, at)
        left = work.cover.gaps_left(window_id)
        journal = Anchor(*work.journal.head()).words
    services = {each.service.service_id: each.service for each in view.services}
    flags = [flag for flag in view.flags if flag.is_waiting(at)]
    gaps = _gaps(picture, view, flags, left)
    asked = [each for each in view.derogations if each.end > at]
    return Report(
        "handover",
        "Handover sheet",
        f"{short_words(at)}. {view.window.title}",
        now,
        window_id,
        view.window.revision,
        (*_facts(view, gaps, flags), Fact("Derogations asked for", str(len(asked)))),
        (
            _gap_table(gaps),
            _flag_table(flags, services),
            _note_table(view.notes, services),
            *([_derogation_table(asked, services, at)] if asked else []),
            _people_table(view.services, gaps),
        ),
        is_landscape=True,
        has_names=True,
        journal=journal,
    )


Gap = tuple[Service, CoverGap, str]
"""A gap ahead, and who answers for it."""


def _gaps(
    picture: DayPicture,
    view: DayView,
    flags: Sequence[DayFlag],
    left: Sequence[GapLeft],
) -> list[Gap]:
    until = view.at + AHEAD
    answers: dict[tuple[int, str], list[DayFlag | GapLeft]] = defaultdict(list)
    things: list[DayFlag | GapLeft] = [*flags, *left]
    for thing in things:
        if thing.owner:
            answers[thing.service_id, thing.post].append(thing)
    found = []
    for each in view.services:
        place = each.service.service_id
        for gap in picture.known(place, picture.span).gaps:
            if gap.end <= view.at or gap.start >= until:
                continue
            owners = (
                thing.owner
                for thing in answers[place, gap.post]
                if thing.start < gap.end and gap.start < thing.end
            )
            found.append((each.service, gap, next(owners, "")))
    return sorted(found, key=lambda each: (each[1].start, each[0].site, each[0].name, each[1].post))


def _facts(view: DayView, gaps: Sequence[Gap], flags: Sequence[DayFlag]) -> Iterable[Fact]:
    missing = sum(each.missing_now for each in view.services)
    nobody = sum(not flag.owner for flag in flags)
    yield Fact("Missing now", count_of(missing, "person", "people"), "gap" if missing else "good")
    yield Fact("Gaps in the next 12 hours", str(len(gaps)), "gap" if gaps else "good")
    yield Fact("Expected", str(sum(each.expected for each in view.by_grade)))
    yield Fact("Ticked in", str(sum(each.here for each in view.by_grade)))
    yield Fact("Ticked out", str(sum(each.not_here for each in view.by_grade)))
    yield Fact("Open flags", str(len(flags)), "warn" if flags else "good")
    if nobody:
        yield Fact("Flags nobody looks after", str(nobody), "gap")


def _gap_table(gaps: Iterable[Gap]) -> Table:
    return Table(
        "gaps",
        "Gaps of the next 12 hours",
        (
            *_PLACE,
            Column("post", "Post", width=4),
            Column("missing", "Missing", ColumnKind.NUMBER, "how many people", 1.5),
            Column("start", "From", ColumnKind.INSTANT, width=3),
            Column("end", "To", ColumnKind.INSTANT, width=3),
            Column("owner", "Answers for it", width=3),
        ),
        tuple(
            (place.name, place.site, gap.post, gap.missing, gap.start, gap.end, owner)
            for place, gap, owner in gaps
        ),
        empty="Nothing is missing in the next 12 hours.",
    )


def _flag_table(flags: Iterable[DayFlag], services: Mapping[int, Service]) -> Table:
    return Table(
        "flags",
        "Open flags",
        (
            *_PLACE,
            Column("text", "What", width=8),
            Column("raised", "Raised", ColumnKind.INSTANT, width=3),
            Column("owner", "Looked after by", width=3),
        ),
        tuple(
            (
                *_where(flag.service_id, services),
                _flag_words(flag),
                flag.raised_at,
                flag.owner or NOBODY,
            )
            for flag in flags
        ),
        empty="No flag is open.",
    )


def _flag_words(flag: DayFlag) -> str:
    """Say it on one line; why a gap was left open knowingly stays."""
    if flag.raised_by:
        return f"{flag.post}: {flag.text}"
    why = flag.text.partition(". ")[2]
    start, end = to_local(flag.start), to_local(flag.end)
    said = f"{flag.missing} × {flag.post}, {start:%H:%M} to {end:%H:%M}"
    return f"{said}. {why}" if why else said


def _people_table(services: Sequence[DayService], gaps: Iterable[Gap]) -> Table:
    """Name nobody whom a strike calls out unless they are there, nor who is about to go home."""
    short = {service.service_id for service, _, _ in gaps}
    rows = []
    for each in services:
        place = each.service
        most = MANY if place.service_id in short else SOME
        if each.required or place.service_id in short:
            staying = [person for person in each.people if not person.is_leaving]
            here = [person for person in staying if person.state is Tick.HERE]
            others = [person for person in staying if person.is_awaited]
            missing = f", {each.missing_now} missing" if each.missing_now else ""
            named = [f"Needs {each.required}{missing}"]
            for said, people in (("Ticked in", here), ("Expected", others)):
                if people:
                    named.append(f"{said}: {_named(people, most)}")
            rows.append((place.name, place.site, ". ".join(named)))
    return Table(
        "people",
        "Who is there",
        (
            *_PLACE,
            Column("people", "Who", width=16),
        ),
        tuple(rows),
        note=" ".join([COUNTED, *_elsewhere(services)]),
        empty="No service needs anybody now.",
    )


def _elsewhere(services: Iterable[DayService]) -> Iterable[str]:
    """Count the people at services that need nobody."""
    others = [each for each in services if not each.required and each.people]
    here, expected = sum(each.here for each in others), sum(each.expected for each in others)
    if here or expected:
        yield (
            f"At {count_of(len(others), 'service', 'services')} where nobody is needed: "
            f"{expected} expected, {here} ticked in."
        )


def _named(people: Sequence[DayPerson], most: int) -> str:
    named = [
        f"{each.name} ({grade_words(each.grade)}, to {to_local(each.end):%H:%M})"
        for each in people[:most]
    ]
    more = len(people) - len(named)
    return "; ".join([*named, f"and {more} more"] if more else named)


def _derogation_table(
    asked: Iterable[Derogation], services: Mapping[int, Service], at: datetime
) -> Table:
    return Table(
        "derogations",
        "Derogations",
        (
            *_PLACE,
            Column("asked", "Asked for", width=3),
            Column("start", "From", ColumnKind.INSTANT, width=3),
            Column("end", "To", ColumnKind.INSTANT, width=3),
            Column("state", "State", width=4),
            Column("left", "Time left", width=3),
        ),
        tuple(
            (
                *_where(each.service_id, services),
                f"{each.number} {grade_words(each.grade)}",
                each.start,
                each.end,
                STATE_WORDS[state_of(each)],
                time_left(each, at),
            )
            for each in asked
        ),
        note="A derogation is never counted as cover.",
    )


def _note_table(notes: Iterable[HandoverNote], services: Mapping[int, Service]) -> Table:
    return Table(
        "notes",
        "Notes",
        (
            Column("at", "When", ColumnKind.INSTANT, width=3),
            Column("service", "Service", width=3),
            Column("text", "Note", width=10),
            Column("by", "From", width=3),
        ),
        tuple(
            (
                note.at,
                EVERYWHERE if note.service_id is None else _where(note.service_id, services)[0],
                note.text,
                note.by,
            )
            for note in notes
        ),
        empty="No note was left.",
    )


def _where(service_id: int, services: Mapping[int, Service]) -> tuple[Cell, Cell]:
    place = services.get(service_id)
    return ("", "") if place is None else (place.name, place.site)
