"""A review as people read it: how far it has come, what it counts, what changed."""

from __future__ import annotations

from rota.domain.codes import Decision, Priority, words
from rota.domain.sign_offs import SeenChange, SignOff
from rota.services.review import DepartmentReview, Standing
from rota.services.review_seen import SECTIONS
from rota.services.review_view import ReviewGap
from ui import formats
from ui.colours import Tone
from ui.wording import capital, post_words

_TONES = {
    Standing.SENT_BACK: Tone.WARNING,
    Standing.CHANGED: Tone.WARNING,
    Standing.SIGNED: Tone.COVERED,
    Standing.NOT_SIGNED: Tone.MUTED,
}


def standing_tone(each: DepartmentReview) -> Tone:
    """What colour goes with how far a review has come."""
    return _TONES[each.state]


def standing_words(each: DepartmentReview) -> str:
    """``Signed by Dr Reid``, ``3 changes since Dr Reid signed``, ``Sent back``, ``Not signed``."""
    match each.state:
        case Standing.SENT_BACK:
            return "Sent back"
        case Standing.NOT_SIGNED:
            return "Not signed"
        case Standing.SIGNED:
            return f"Signed by {_signer(each)}"
        case Standing.CHANGED:
            return f"{formats.count(len(each.changes), 'change')} since {_signer(each)} signed"


def _signer(each: DepartmentReview) -> str:
    return each.standing.name if each.standing is not None else ""


def facts_words(each: DepartmentReview) -> str:
    """What a department has in a line: ``3 gaps, 2 of them unanswered · 8 patients``."""
    gaps, unanswered = len(each.gaps), len(each.gaps_open)
    parts = [capital(formats.count(gaps, "gap"))]
    if unanswered:
        which = "it" if gaps == 1 else "any"
        which = which if unanswered == gaps else formats.number(unanswered)
        parts[0] += f", nobody answers for {which}"
    if each.displaced:
        parts.append(formats.count(len(each.displaced), "patient"))
    if each.letters.to_phone:
        parts.append(f"{formats.number(each.letters.to_phone)} to phone")
    if each.flags:
        parts.append(formats.count(len(each.flags), "open flag"))
    return " · ".join(parts)


def signed_words(signed: SignOff) -> str:
    """Who signed, as what, when, and at which revision of the strike."""
    when = formats.moment(signed.at)
    return f"{signed.name}, {signed.role}, {when}, revision {signed.revision} of the strike"


def seal_words(sha256: str) -> str:
    """The seal as people compare it: its first 12 places in fours."""
    short = sha256[:12].upper()
    return " ".join(short[at : at + 4] for at in range(0, len(short), 4))


def section_words(section: str) -> str:
    """The heading of a part of what is signed."""
    return SECTIONS.get(section, section)


def change_words(change: SeenChange) -> str:
    """What is not as it was signed; what stayed the same is said once."""
    if not change.before:
        return f"New: {change.after}"
    if not change.after:
        return f"Gone: {change.before}"
    before, after = change.before.split("; "), change.after.split("; ")
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (was, now) in pairs if was != now), min(len(before), len(after)))
    was, now = "; ".join(before[same:]) or "nothing", "; ".join(after[same:]) or "nothing"
    said = f"Was: {was}\nNow: {now}"
    return f"{'; '.join(before[:same])}\n{said}" if same else said


def missing_words(each: ReviewGap) -> str:
    """Who is missing: ``1 registrar (ST) or above``."""
    if each.posts:
        return post_words(each.posts[0], each.gap.missing)
    return f"{each.gap.missing} ({each.gap.post})"


def priority_words(priority: Priority) -> str:
    """A clinical priority as a heading."""
    return capital(words(priority))


MOVED = frozenset({Decision.POSTPONE, Decision.REBOOK, Decision.CONVERT, Decision.STAND_BY})
"""Decisions by which a patient does not come as booked."""
