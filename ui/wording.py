"""Codes as a clerk says them: reasons, kinds, channels and columns in whole words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from rota.domain.appointments import Risk
from rota.domain.codes import Decision, words

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
    "address_incomplete": "address incomplete",
    "address_too_long": "address too long",
    "address_character": "odd character in the address",
    "postcode_unknown": "postcode not known",
    "format_braille": "needs braille",
    "format_easy_read": "needs easy read",
    "format_audio": "needs audio",
    "changed_since_decision": "moved since the decision",
    "strike_changed": "strike changed since the decision",
    "details_differ": "two names or addresses",
    "retired": "no longer in the appointments system",
    "no_wording": "no wording yet",
}
_CHANNELS = {
    "first": "First class",
    "second": "Second class",
    "phone": "Too late: phone",
    "local": "By hand",
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


def channel_words(channel: str) -> str:
    """How a letter goes: the cheapest post that is still safe, or the phone."""
    return QCoreApplication.translate(_CONTEXT, _CHANNELS.get(channel, channel))


def column_words(column: str) -> str:
    """One of our columns as a person says it."""
    return _COLUMN_WORDS.get(column) or capital(column.replace("_", " ").replace(" id", " number"))
