"""What the strike pack holds of the plan, the gaps, the letters and the evidence, as tables.

Declarations, ticks and who took part are never in it: they are deleted in time, and a pack stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rota.domain.codes import words
from rota.domain.derogation_rules import DerogationRules, answer_words, state_of
from rota.domain.pack import SIGNATURES
from rota.domain.requirements import CoverRequirement
from rota.domain.sign_offs import SignOff
from rota.domain.times import iso_local, written
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.report_frame import Frame
from rota.services.report_visits import decided_for

_MANY = 5000
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class PackTable:
    """One table of a pack, to be written as CSV."""

    name: str
    what: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def pack_tables(frame: Frame, *, with_patients: bool) -> Iterator[PackTable]:
    """Yield the tables of a pack, in order."""
    picture = CoverPicture(read_cover(frame.work, frame.window.window_id), frame.rules.ladder)
    yield from _plan(frame, picture)
    yield from _gaps(frame, picture)
    yield from _patients(frame, with_patients=with_patients)
    yield from _evidence(frame, picture)


def signatures(frame: Frame) -> tuple[str, str, bytes]:
    """Return every signature with what was seen, so that its digest can be worked out again."""
    signed = [_signed(each) for each in frame.work.review.sign_offs(frame.window.window_id)]
    data = json.dumps(signed, ensure_ascii=False, indent=1) + "\n"
    return SIGNATURES, "signatures of heads of department, with what each had seen", data.encode()


def _signed(each: SignOff) -> dict[str, Any]:
    return {
        "window": each.window_id,
        "revision": each.revision,
        "department": each.department,
        "name": each.name,
        "role": each.role,
        "note": each.note,
        "at": iso_local(each.at),
        "entered_by": each.entered_by,
        "withdrawn_at": None if each.withdrawn_at is None else iso_local(each.withdrawn_at),
        "withdrawn_why": each.withdrawn_why,
        "seen_sha256": each.seen_sha256,
        "seen": [
            {"section": line.section, "key": line.key, "text": line.text} for line in each.seen
        ],
    }


def _table(name: str, what: str, headings: str, rows: Iterable[Row]) -> PackTable:
    """Return a table; ``headings`` are separated by spaces."""
    cells = tuple(tuple(_cell(each) for each in row) for row in rows)
    return PackTable(f"{name}.csv", what, tuple(headings.split()), cells)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, bool):
        return "Y" if value else "N"
    return "" if value is None else str(value)


def _plan(frame: Frame, picture: CoverPicture) -> Iterator[PackTable]:
    work, window, services = frame.work, frame.window, picture.services
    yield _table(
        "revisions",
        "every revision of the strike",
        "revision made_at start end type groups sites policy notice_received why",
        (
            (
                each.number,
                each.made_at,
                each.terms.start,
                each.terms.end,
                each.terms.type,
                "; ".join(sorted(each.terms.groups)),
                "; ".join(sorted(each.terms.sites)),
                each.terms.policy,
                each.terms.notice_received,
                each.why,
            )
            for each in work.windows.revisions(window.window_id)
        ),
    )
    order = sorted(picture.levels, key=lambda key: (services[key].site, services[key].name))
    yield _table(
        "services",
        "services of the strike: level, gaps and hours missing",
        "service department site level has_requirement gaps missing_minutes",
        (
            (
                services[key].name,
                services[key].department,
                services[key].site,
                picture.levels[key],
                picture.by_service[key].specified,
                len(picture.by_service[key].gaps),
                picture.by_service[key].missing_minutes,
            )
            for key in order
        ),
    )
    needs = [
        need
        for key in order
        for need in picture.reading.needs.get(key, ())
        if need.level is picture.levels[key]
    ]
    yield _table(
        "requirements",
        "what each service requires at its level",
        "service site level from to days number who",
        (_need(each, picture) for each in needs),
    )
    signed = work.requirements.signatures()
    yield _table(
        "requirement-signatures",
        "clinical leads who signed requirements, with the digest of what they signed",
        "service site level lead role signed_at entered_by requirements_sha256 note",
        (
            (
                services[key].name, services[key].site, level, each.lead, each.role,
                each.signed_at, each.entered_by, each.requirements_sha256, each.note,
            )
            for (key, level), each in sorted(signed.items())
            if picture.levels.get(key) is level
        ),
    )  # fmt: skip
    given = [*work.cover.of_window(window.window_id), *work.cover.stood_down(window.window_id)]
    names = work.people.names({each.staff_id for each in given})
    unique = {each.assignment_id: each for each in given}
    yield _table(
        "cover",
        "cover recorded, also declined and stood down",
        "cover staff_id name grade service site start end kind consent reply told_at stood_down",
        (
            (
                key,
                each.staff_id,
                " ".join(names.get(each.staff_id, ("", "", ""))[:2]).strip(),
                names.get(each.staff_id, ("", "", ""))[2],
                services[each.service_id].name,
                services[each.service_id].site,
                each.start,
                each.end,
                each.kind,
                each.consent,
                each.reply,
                each.told_at,
                each.stood_down,
            )
            for key, each in sorted(unique.items())
        ),
    )


def _need(need: CoverRequirement, picture: CoverPicture) -> Row:
    service = picture.services[need.service_id]
    days = " ".join(_DAYS[day] for day in sorted(need.days))
    band = f"{need.start:%H:%M}", f"{need.end:%H:%M}"
    return service.name, service.site, need.level, *band, days, need.number, need.post.label


def _gaps(frame: Frame, picture: CoverPicture) -> Iterator[PackTable]:
    work, window_id, services = frame.work, frame.window.window_id, picture.services
    yield _table(
        "gaps-left",
        "gaps left open knowingly: why, and who answers for it",
        "service site post start end reason owner entered_by entered_at",
        (
            (
                services[each.service_id].name, services[each.service_id].site, each.post,
                each.start, each.end, each.reason, each.owner, each.who, each.at,
            )
            for each in work.cover.gaps_left(window_id)
        ),
    )  # fmt: skip
    yield _table(
        "review-notes",
        "comments of heads of department, and plans sent back",
        "department kind about text name at settled_at settled_by",
        (
            (
                each.department, each.kind, each.about, each.text, each.name, each.at,
                each.settled_at, each.settled_by,
            )
            for each in work.review.notes(window_id)
        ),
    )  # fmt: skip


def _patients(frame: Frame, *, with_patients: bool) -> Iterator[PackTable]:
    work = frame.work
    services = {each.service_id: each for each in work.duties.services()}
    pairs = decided_for(frame)
    people = {visit.appointment_id: visit.patient for visit, _ in pairs}

    def named(appointment_id: str) -> tuple[object, ...]:
        if not with_patients:
            return ()
        patient = people[appointment_id]
        name = " ".join(part for part in (patient.forename, patient.surname) if part)
        return patient.patient_id, patient.nhs_number, name

    more = " patient_id nhs_number name" if with_patients else ""
    yield _table(
        "decisions",
        "appointments decided because of the strike",
        "appointment_id service site start kind priority decision new_start revision"
        + more + " why agreed" * with_patients,
        (
            (
                visit.appointment_id,
                services[visit.service_id].name,
                services[visit.service_id].site,
                made.decided_start,
                visit.kind,
                visit.priority,
                made.decision,
                made.new_start,
                made.window_revision,
                *named(visit.appointment_id),
                *((made.why, made.agreed) if with_patients else ()),
            )
            for visit, made in pairs
        ),
    )  # fmt: skip
    ids = sorted(people)
    letters = [
        each
        for at in range(0, len(ids), _MANY)
        for each in work.letters.about(ids[at : at + _MANY])
    ]
    letters.sort(key=lambda each: (each.reference, each.appointment_id))
    yield _table(
        "letters",
        "letters made about these appointments, with the digest of what each says",
        "reference kind appointment_id posted_at taken_out_at returned_at content_sha256" + more,
        (
            (
                each.reference, each.kind, each.appointment_id, each.posted_at,
                each.withdrawn_at, each.returned_at, each.content_sha256,
                *named(each.appointment_id),
            )
            for each in letters
        ),
    )  # fmt: skip


def _evidence(frame: Frame, picture: CoverPicture) -> Iterator[PackTable]:
    work, window_id, services = frame.work, frame.window.window_id, picture.services
    yield _table(
        "overrides",
        "findings that somebody went past, with the reason",
        "staff_id service site start end rule version text measured limit source why who at",
        (
            (
                each.staff_id, services[each.service_id].name, services[each.service_id].site,
                each.start, each.end, each.rule, each.version, each.text, each.measured,
                each.limit, each.source, each.why, each.who, each.at,
            )
            for each in work.cover.overrides(window_id)
        ),
    )  # fmt: skip
    yield _derogations(frame, picture, frame.rules.derogations)
    yield _table(
        "flags",
        "gaps that opened on the day: who looked after them, and how they ended",
        "service site post start end missing text raised_at raised_by owner closed_at closed_by "
        "outcome",
        (
            (
                services[each.service_id].name, services[each.service_id].site, each.post,
                each.start, each.end, each.missing, each.text, each.raised_at, each.raised_by,
                each.owner, each.closed_at, each.closed_by, each.outcome,
            )
            for each in work.day.flags(window_id)
        ),
    )  # fmt: skip


def _derogations(frame: Frame, picture: CoverPicture, rules: DerogationRules) -> PackTable:
    texts = {each.code: each.text for each in rules.evidence}
    services = picture.services
    return _table(
        "derogations",
        "derogations asked for; never counted as cover",
        "service site start end grade number risk tried requested_by asked_at decide_by state "
        "nhs_england nhs_england_at union union_at withdrawn_by withdrawn_at outcome",
        (
            (
                services[each.service_id].name, services[each.service_id].site, each.start,
                each.end, words(each.grade), each.number, each.risk,
                "; ".join(sorted(texts.get(code, code) for code in each.tried)),
                each.requested_by, each.asked_at, each.decide_by, state_of(each),
                answer_words(each.nhse_answer), each.nhse_at,
                answer_words(each.union_answer), each.union_at,
                each.withdrawn_by, each.withdrawn_at, each.outcome,
            )
            for each in frame.work.cover.derogations(frame.window.window_id)
        ),
    )  # fmt: skip
