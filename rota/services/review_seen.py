"""The facts a head of department signs, one line each, in words that hold without the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rota.domain.codes import Level, words
from rota.domain.day import DayFlag
from rota.domain.duties import Service
from rota.domain.sign_offs import SeenLine
from rota.domain.times import short_words
from rota.domain.windows import StrikeWindow
from rota.services.review_view import DisplacedVisit, HeatRow, LetterCounts, ReviewGap, Standing

SECTIONS = {
    "strike": "The strike",
    "level": "Services",
    "gap": "Gaps in cover",
    "patient": "Patients displaced",
    "letter": "Letters",
    "flag": "Open flags",
}
"""The parts of what is signed, in order, each with its heading."""

STANDING_WORDS = {
    Standing.SENT_BACK: "sent back",
    Standing.CHANGED: "signed, changed since",
    Standing.SIGNED: "signed",
    Standing.NOT_SIGNED: "not signed",
}

LETTER_WORDS = {
    "ready": "ready to print",
    "late": "too late for the post",
    "to_phone": "still to be told by phone",
    "held": "held",
    "not_posted": "made, not posted",
    "withdraw": "made, no longer true",
    "undelivered": "brought back by the post",
}
_SIGNED_COUNTS = ("late", "to_phone", "held", "withdraw", "undelivered")
"""Counts that are trouble; that letters get made and posted is no change of the plan."""


def seen_lines(
    window: StrikeWindow,
    heat: Sequence[HeatRow],
    gaps: Sequence[ReviewGap],
    displaced: Sequence[DisplacedVisit],
    letters: LetterCounts,
    flags: Sequence[DayFlag],
) -> tuple[SeenLine, ...]:
    """Return what a head of department sees of a window, in the order of ``SECTIONS``."""
    services = {each.service.service_id: each.service for each in heat}
    return (
        SeenLine("strike", "window", f"{window.title}; {words(window.state)}"),
        *(SeenLine("level", str(each.service.service_id), _level(each)) for each in heat),
        *(SeenLine("gap", each.key, gap_words(each)) for each in gaps),
        *(SeenLine("patient", each.appointment_id, visit_words(each)) for each in displaced),
        *_letter_lines(letters),
        *(SeenLine("flag", str(each.flag_id), flag_words(each, services)) for each in flags),
    )


def service_words(service: Service) -> str:
    """Return a service with its site: the same name may be at two sites."""
    return f"{service.name}, {service.site}"


def _level(row: HeatRow) -> str:
    said = f"{service_words(row.service)}: {words(row.level)}"
    if row.specified or row.level is Level.SUSPENDED:
        return said
    return f"{said}; no requirement is set, so that nobody counts as missing"


def gap_words(each: ReviewGap) -> str:
    """Return one gap, and who answers for it."""
    gap = each.gap
    when = f"{short_words(gap.start)} to {short_words(gap.end)}"
    said = f"{service_words(each.service)}: {gap.missing} missing ({gap.post}), {when}"
    if each.left is None:
        return f"{said}; nobody answers for it"
    left = each.left
    part = "" if each.is_answered else f" {short_words(left.start)} to {short_words(left.end)} only"
    return f"{said}; left open{part}, {left.owner} answers for it: {left.reason}"


def visit_words(visit: DisplacedVisit) -> str:
    """Return one appointment without its patient: when, where, how pressing, what is decided."""
    parts = [f"{short_words(visit.start)}, {visit.service.name}, {words(visit.priority)}"]
    parts += [", ".join(visit.reasons)] if visit.reasons else []
    if visit.decision is None:
        parts.append("not decided")
    elif visit.new_start is not None:
        parts.append(f"decided: {words(visit.decision)} to {short_words(visit.new_start)}")
    else:
        parts.append(f"decided: {words(visit.decision)}")
    return "; ".join(parts)


def flag_words(flag: DayFlag, services: Mapping[int, Service]) -> str:
    """Return one open flag and its owner."""
    owner = f"{flag.owner} looks after it" if flag.owner else "nobody looks after it"
    return f"{service_words(services[flag.service_id])}: {flag.text}; {owner}"


def _letter_lines(letters: LetterCounts) -> Iterator[SeenLine]:
    for name in _SIGNED_COUNTS:
        number = letters.by_name[name]
        if number:
            yield SeenLine("letter", name, f"{number} {LETTER_WORDS[name]}")
