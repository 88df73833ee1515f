"""What the strike pack holds of patients, letters, overrides, derogations and flags."""

from __future__ import annotations

from collections.abc import Iterator

from rota.domain.codes import words
from rota.domain.derogation_rules import DerogationRules, answer_words, state_of
from rota.services.cover_picture import CoverPicture
from rota.services.pack_privacy import CalledOut
from rota.services.pack_table import PackTable, pack_table
from rota.services.report_frame import Frame
from rota.services.report_visits import decided_for

_MANY = 5000
"""Appointments asked about at once."""


def patient_tables(frame: Frame, *, with_patients: bool) -> Iterator[PackTable]:
    """Yield decisions and letters; who they are about, and reasons, only if asked."""
    work = frame.work
    services = {each.service_id: each for each in work.duties.services()}
    pairs = decided_for(frame)
    people = {visit.appointment_id: visit.patient for visit, _ in pairs}
    decided = work.journal.decided_by(people)

    def named(appointment_id: str) -> tuple[object, ...]:
        if not with_patients:
            return ()
        patient = people[appointment_id]
        name = " ".join(part for part in (patient.forename, patient.surname) if part)
        return patient.patient_id, patient.nhs_number, name

    more = " patient_id nhs_number name" if with_patients else ""
    yield pack_table(
        "decisions",
        "appointments decided because of the strike",
        "appointment_id service site start kind priority decision new_start revision "
        "decided_by decided_at" + more + " why agreed" * with_patients,
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
                *decided.get(visit.appointment_id, ("", None)),
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
    yield pack_table(
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


def evidence_tables(frame: Frame, picture: CoverPicture) -> Iterator[PackTable]:
    """Yield findings gone past, derogations and flags."""
    work, window_id, services = frame.work, frame.window.window_id, picture.services
    hidden = CalledOut(work)
    yield pack_table(
        "overrides",
        "findings that somebody went past, with the reason; nobody called out is named",
        "staff_id service site start end rule version text measured limit source why who at",
        (
            (
                "" if hidden.holds(each.staff_id, each.start, each.end) else each.staff_id,
                services[each.service_id].name, services[each.service_id].site,
                each.start, each.end, each.rule, each.version, each.text, each.measured,
                each.limit, each.source, each.why, each.who, each.at,
            )
            for each in work.cover.overrides(window_id)
        ),
    )  # fmt: skip
    yield _derogations(frame, picture, frame.rules.derogations)
    yield pack_table(
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
    return pack_table(
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
