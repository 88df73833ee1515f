"""The facts of one appointment and of its patient's record, in the few words of the side panel."""

from __future__ import annotations

from rota.domain.appointments import Appointment, DecisionStep, Patient
from rota.domain.codes import Decision, LetterFormat, Mode, words
from rota.domain.extracts import ExtractNote
from rota.domain.letters import LetterSent
from rota.services.appointment_list import VisitDetail
from ui import formats
from ui.wording import capital, code_words, decision_words

MOST_OTHERS = 6
"""Other appointments listed before the rest is only counted."""

Pairs = tuple[tuple[str, str], ...]


def step_words(step: DecisionStep) -> str:
    """One step in the history of a decision: when, by whom, what and why."""
    done = {"undo": "undone, now ", "redo": "done again, "}.get(step.step, "")
    said = decision_words(step.decision)
    if step.decision is Decision.REBOOK and step.new_start is not None:
        said = f"{said} to {formats.moment(step.new_start, year=True)}"
    said = f"{done}{said[:1].lower()}{said[1:]}" if done else said
    why = f": {step.why}" if step.why else ""
    return f"{formats.moment(step.at)}, {step.who}\n{capital(said)}{why}"


def decision_said(detail: VisitDetail) -> str:
    """What is decided and why."""
    made = detail.made
    if made is None:
        return "Not decided yet."
    said = decision_words(made.decision)
    if made.new_start is not None:
        said = f"{said} to {formats.moment(made.new_start, year=True)}"
    moved = made.decided_start != detail.visit.start
    note = "\nThe appointment was moved since. Decide again." if moved else ""
    agreed = f"\nThe patient agreed: {made.agreed}" if made.agreed else ""
    return f"{said}: {made.why}{agreed}{note}"


def patient_facts(patient: Patient, corrected: frozenset[str] = frozenset()) -> Pairs:
    """Whose it is; what was corrected here says so."""
    number = patient.nhs_number
    grouped = f"{number[:3]} {number[3:6]} {number[6:]}" if len(number) == 10 else number
    born = patient.date_of_birth
    pairs = (
        ("NHS number", grouped or "not known"),
        ("Hospital no.", patient.patient_id),
        ("Born", f"{born.day} {born:%b %Y}" if born else "not known"),
        ("Address", "\n".join((*patient.address, patient.postcode)).strip() or "not known"),
        ("Phone", patient.phone or "not known"),
        ("Email", patient.email),
        ("Language", patient.language if patient.language.casefold() != "english" else ""),
        ("Format", code_words(patient.format) if patient.format != LetterFormat.STANDARD else ""),
        ("Corrected", _corrected(corrected)),
    )
    return tuple((name, value) for name, value in pairs if value)


def _corrected(columns: frozenset[str]) -> str:
    plain = {"address" if each.startswith("address") else each for each in columns}
    said = ", ".join(sorted(each.replace("_", " ") for each in plain))
    return f"{said} (here)" if said else ""


def visit_facts(detail: VisitDetail) -> Pairs:
    """What the appointment is."""
    visit = detail.visit
    pairs = (
        ("Number", visit.appointment_id),
        ("Kind", code_words(visit.kind)),
        ("Priority", code_words(visit.priority)),
        ("Lasts", f"{visit.duration_minutes} min"),
        ("Clinic", visit.clinic_code),
        ("Department", detail.service.department),
        ("Site", detail.service.site),
        ("How", code_words(visit.mode) if visit.mode is not Mode.FACE_TO_FACE else ""),
        ("Needs", _grades(visit)),
        ("RTT clock", _since(visit)),
        (
            "Cancer day 62",
            formats.day(visit.cancer_day_62, year=True) if visit.cancer_day_62 else "",
        ),
        ("Postponed", f"{visit.times_postponed} times before" if visit.times_postponed else ""),
        ("Transport", "booked" if visit.transport_booked else ""),
        ("Entered", "by hand, not in the extract" if visit.by_hand else ""),
    )
    return tuple((name, value) for name, value in pairs if value)


def other_visits(detail: VisitDetail) -> tuple[str, ...]:
    """The patient's other appointments, the next first, each in a line."""
    others = [
        each for each in detail.record.visits if each.appointment_id != detail.visit.appointment_id
    ]
    lines = []
    for each in others[:MOST_OTHERS]:
        service = detail.record.services[each.service_id]
        made = detail.record.decisions.get(each.appointment_id)
        decided = f", {decision_words(made.decision).lower()}" if made is not None else ""
        lines.append(f"{formats.moment(each.start, year=True)}, {service.name}{decided}")
    left = len(others) - len(lines)
    return (*lines, *((f"and {formats.number(left)} more",) if left else ()))


def letter_words(letter: LetterSent) -> str:
    """One letter in a line: what it said, its number, and what became of it."""
    if letter.withdrawn_at is not None:
        became = f"withdrawn {formats.moment(letter.withdrawn_at)}"
    elif letter.posted_at is not None:
        became = f"posted {formats.moment(letter.posted_at)}"
    else:
        became = "made, not posted"
    return f"{code_words(letter.kind)}, {letter.reference}: {became}"


def note_words(note: ExtractNote) -> str:
    """What an extract changed, and when."""
    said = f": {note.text}" if note.text else ""
    return f"{formats.moment(note.at)}, {words(note.what)}{said}"


def _grades(visit: Appointment) -> str:
    return " or ".join(f"{words(grade)} or above" for grade in visit.needs)


def _since(visit: Appointment) -> str:
    if visit.rtt_start is None:
        return ""
    return f"since {formats.day(visit.rtt_start, year=True)}"
