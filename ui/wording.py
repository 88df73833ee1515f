"""Codes as a clerk says them: reasons, kinds, channels and columns in whole words."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from rota.domain.appointments import Risk
from rota.domain.codes import Decision, StaffGroup, words
from rota.domain.grades import grade_words as grade_words
from rota.domain.requirements import PRESENT_KINDS, Post

_CONTEXT = "wording"
_RISKS: dict[Risk, str] = {
    Risk.CLINICIAN_ABSENT: "The clinician is not available.",
    Risk.SERVICE_SUSPENDED: "The service is suspended for this strike.",
    Risk.NOBODY_OF_GRADE: "Nobody of the grade it needs is there when it starts.",
    Risk.CLINICIAN_MOVED: "The clinician is covering another service then.",
}
_DECIDED: dict[Decision, str] = {
    Decision.KEEP: "Keep",
    Decision.POSTPONE: "Postpone",
    Decision.CONVERT: "Phone or video",
    Decision.REBOOK: "Rebook",
    Decision.STAND_BY: "Stand by",
}
_HOLDS = {
    "deceased": "patient has died",
    "do_not_post": "no letter to the home address",
    "no_fixed_abode": "no fixed address",
    "prison": "in custody",
    "forces_post": "forces post",
    "temporary_address": "temporary address",
    "address_incomplete": "address incomplete",
    "address_too_long": "address too long",
    "address_character": "odd character in the address",
    "address_no_words": "name or address without words",
    "postcode_unknown": "postcode not known",
    "format_braille": "needs braille",
    "format_easy_read": "needs easy read",
    "format_audio": "needs audio",
    "format_bsl": "uses British Sign Language",
    "changed_since_decision": "moved since the decision",
    "strike_changed": "strike changed since the decision",
    "new_date_in_strike": "new date lies in a strike",
    "slot_changed": "slot changed or withdrawn",
    "at_risk_undecided": "strike stands, not decided",
    "details_differ": "two names or addresses",
    "retired": "no longer in the appointments system",
    "stale_extract": "the list of appointments is too old",
    "no_phone": "no phone number to ring",
    "by_phone_already": "by phone already",
    "not_printable": "cannot be printed",
    "returned_mail": "a letter came back",
    "language_not_approved": "wording not approved",
    "wrong_number": "wrong number",
}
_NOTES = {
    "english_only": "English only",
    "earlier_letter_may_cross": "may cross an earlier letter",
    "reminder_may_cross": "may cross a reminder",
    "by_hand": "by hand",
    "wrong_number": "wrong number",
}
_CHANNELS = {
    "first": "First class",
    "second": "Second class",
    "phone": "Too late: phone",
    "local": "By hand",
}
_CLASSES = {"first": "1st", "second": "2nd", "by_hand": "By hand", "": ""}
_GRADES = {
    "FY1": ("foundation doctor (FY1)", "foundation doctors (FY1)"),
    "FY2": ("foundation doctor (FY2)", "foundation doctors (FY2)"),
    "CT": ("core trainee (CT)", "core trainees (CT)"),
    "ST": ("registrar (ST)", "registrars (ST)"),
    "SPECIALTY_DOCTOR": ("specialty doctor", "specialty doctors"),
    "SPECIALIST": ("specialist", "specialists"),
    "ASSOCIATE_SPECIALIST": ("associate specialist", "associate specialists"),
    "CONSULTANT": ("consultant", "consultants"),
}
_ACRONYMS = {word: word.upper() for word in ("icu", "itu", "hdu", "als", "nls", "apls", "atls")}
_TOP_GRADE = "CONSULTANT"
_GROUPS = {
    StaffGroup.RESIDENT_DOCTOR: ("resident doctor", "resident doctors"),
    StaffGroup.CONSULTANT: ("consultant", "consultants"),
    StaffGroup.SAS_DOCTOR: ("SAS doctor", "SAS doctors"),
    StaffGroup.ACP: ("advanced clinical practitioner", "advanced clinical practitioners"),
    StaffGroup.PHYSICIAN_ASSISTANT: ("physician assistant", "physician assistants"),
    StaffGroup.NURSE: ("nurse", "nurses"),
    StaffGroup.MIDWIFE: ("midwife", "midwives"),
    StaffGroup.AHP: ("allied health professional", "allied health professionals"),
    StaffGroup.OTHER: ("other member of staff", "other staff"),
}
_COLUMN_WORDS = {
    "nhs_number": "NHS number",
    "opt_out_48h": "Opted out of 48 hours",
    "rtt_start": "RTT clock start",
    "cancer_day_62": "Cancer day 62",
    "do_not_post": "Do not post",
    "grade_min": "Lowest grade",
    "language": "Language",
    "needs": "Grades needed",
    "from": "From",
    "to": "To",
}


def capital(text: str) -> str:
    """The words with a capital first letter; the rest stays: P2, NHS."""
    return text[:1].upper() + text[1:]


def code_words(code: str) -> str:
    """A code of a closed list, as the start of a cell."""
    return capital(words(code))


def post_words(post: Post, number: int) -> str:
    """Who is wanted: ``1 registrar (ST) or above with airway skills``, ``2 nurses (Band 6)``."""
    many = number != 1
    groups = [_GROUPS[group][many] for group in sorted(post.staff_groups)]
    if post.grade_min in _GRADES:
        who = _GRADES[post.grade_min][many]
        who += "" if post.grade_min == _TOP_GRADE else " or above"
        groups = [_GROUPS[group][1] for group in sorted(post.staff_groups)]
        who += f", of the {_either(groups)}" if groups else ""
    elif post.grade_min:
        grade = f"{words(post.grade_min)} or above"
        who = f"{_either(groups)} ({grade})" if groups else grade
    else:
        who = _either(groups) or ("doctors" if many else "doctor")
    skills = [_ACRONYMS.get(skill, skill) for skill in sorted(post.competencies)]
    if skills:
        who += f" with {listed(skills, 'and')} skills"
    if post.kinds != PRESENT_KINDS:
        who += f" ({_either([words(kind) for kind in sorted(post.kinds)])})"
    return f"{number:,} {who}"


def post_name(post: Post) -> str:
    """Who is wanted, short enough to head a line: ``Registrar or above, airway``."""
    who = post_words(replace(post, competencies=frozenset()), 1).removeprefix("1 ")
    short = _GRADES.get(post.grade_min, ("", ""))[0]
    who = who.replace(short, short.split(" (")[0]) if short else who
    return capital(", ".join([who, *(_ACRONYMS.get(s, s) for s in sorted(post.competencies))]))


def _either(parts: list[str]) -> str:
    """``nurses``, ``nurses or midwives``, ``consultants, nurses or midwives``."""
    return listed(parts, "or")


def listed(parts: list[str], last: str) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return f" {last} ".join((", ".join(parts[:-1]), parts[-1])) if parts[1:] else "".join(parts)


def risk_sentence(risk: Risk) -> str:
    """Why an appointment is at risk, in a sentence."""
    return QCoreApplication.translate(_CONTEXT, _RISKS[risk])


def risks_in_short(risks: tuple[Risk, ...]) -> str:
    """Every reason in a few words, for one cell."""
    return capital("; ".join(words(risk) for risk in risks))


def decision_words(decision: Decision | None) -> str:
    """A decision in a word or two; none is said too."""
    if decision is None:
        return QCoreApplication.translate(_CONTEXT, "Not decided")
    return QCoreApplication.translate(_CONTEXT, _DECIDED[decision])


def holds_in_short(codes: tuple[str, ...]) -> str:
    """Why a letter is held, in a few words, for one cell."""
    said = (QCoreApplication.translate(_CONTEXT, _HOLDS.get(code, words(code))) for code in codes)
    return "; ".join(said)


def note_in_short(code: str) -> str:
    """What to know of a letter that may leave, in a few words."""
    return QCoreApplication.translate(_CONTEXT, _NOTES.get(code, words(code)))


def channel_words(channel: str) -> str:
    """How a letter goes: the cheapest post that is still safe, or the phone."""
    return QCoreApplication.translate(_CONTEXT, _CHANNELS.get(channel, channel))


def class_words(post_class: str) -> str:
    """A class of post, short enough for a cell: ``1st``."""
    return QCoreApplication.translate(_CONTEXT, _CLASSES.get(post_class, post_class))


def column_words(column: str) -> str:
    """One of our columns as a person says it."""
    return _COLUMN_WORDS.get(column) or capital(column.replace("_", " ").replace(" id", " number"))
