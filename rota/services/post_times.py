"""The hospital's post: when it is collected, until when letters are printed, their envelopes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time

from rota.domain.changes import Changes
from rota.domain.envelopes import EnvelopeProfile
from rota.domain.errors import Refused
from rota.domain.letter_rules import LetterRules
from rota.domain.posting import PostingClock
from rota.services.batch_sizes import MOST, SHEETS_A_BATCH
from rota.services.ports import Storage, Work

COLLECTION, CUTOFF = "post_collection", "print_cutoff"
"""Settings: times of day on every day the post is collected, such as ``16:30``; blank: not said."""

MARGIN, LONGEST_MARGIN = "post_margin", 5
"""The setting for how many days a letter of any class may be late, beside what the rules reckon,
before it counts as too late; blank: none."""

REMINDER_DAYS, FARTHEST_REMINDER = "reminder_days", 60
"""The setting for how many days before an appointment the hospital's own reminders go, as ``7,2``;
blank: it sends none, or nobody has said."""

ENVELOPE = "envelope"
"""The setting that names the window envelopes in use; blank: the program's own."""


def at_post_times(settings: Mapping[str, str], posting: PostingClock) -> PostingClock:
    """Return a posting clock with the hospital's own times and margin where they are set."""
    collection, cutoff = settings.get(COLLECTION, ""), settings.get(CUTOFF, "")
    margin = settings.get(MARGIN, "")
    return replace(
        posting,
        collection=time.fromisoformat(collection) if collection else posting.collection,
        print_cutoff=time.fromisoformat(cutoff) if cutoff else posting.print_cutoff,
        own_margin=int(margin) if margin else posting.own_margin,
    )


def save_post(storage: Storage, rules: LetterRules, given: Mapping[str, str]) -> Changes:
    """Keep what is given of the post by its settings; a blank one goes back to the program's own.

    Refuses what is no time of day, a cut-off after the collection, sheets, a margin and days that
    are no whole numbers within their bounds, and an envelope that nobody has measured.
    """
    said = {name: _CHECKS[name](text.strip()) for name, text in given.items()}
    with storage.write("settings") as work:
        times = work.settings.all() | said
        collection = times.get(COLLECTION) or f"{rules.posting.collection:%H:%M}"
        if times.get(CUTOFF, "") > collection:
            raise Refused(
                "cutoff_late", "Letters must be printed before the post is collected, not after."
            )
        if said.get(ENVELOPE):
            find_envelope(work, rules, said[ENVELOPE])
        work.settings.put(said)
        what = _WHAT[next(iter(said))] if len(said) == 1 else "how letters are posted"
        work.say(f"Changed {what}.")
    return work.changes


def find_envelope(work: Work, rules: LetterRules, name: str) -> EnvelopeProfile:
    """Return a window envelope by its name, the program's own or one the hospital has measured.

    Refuses one that nobody has measured.
    """
    known = {each.name: each for each in (*rules.envelopes, *work.trust.envelopes())}
    if name not in known:
        raise Refused("unknown_envelope", f"An envelope is one of: {', '.join(known)}.")
    return known[name]


def envelope_in_use(work: Work, rules: LetterRules) -> EnvelopeProfile | None:
    """Return the envelopes that letters go in; None: nobody has said, so the program's own."""
    name = work.settings.all().get(ENVELOPE, "")
    return find_envelope(work, rules, name) if name else None


def _time_of_day(text: str) -> str:
    if not text:
        return ""
    try:
        return f"{time.fromisoformat(text):%H:%M}"
    except ValueError:
        raise Refused("not_a_time", "Write a time of day such as 16:30.") from None


def _sheets(text: str) -> str:
    if text and not (text.isdecimal() and 1 <= int(text) <= MOST):
        raise Refused("batch_size", f"A batch has from 1 to {MOST:,} sheets.")
    return str(int(text)) if text else ""


def _margin(text: str) -> str:
    if text and not (text.isdecimal() and int(text) <= LONGEST_MARGIN):
        raise Refused("post_margin", f"The safety margin is from 0 to {LONGEST_MARGIN} days.")
    return str(int(text)) if text else ""


def _days(text: str) -> str:
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if not all(part.isdecimal() and int(part) <= FARTHEST_REMINDER for part in parts):
        raise Refused(
            "reminder_days",
            f"Write whole numbers of days such as 7, 2, each at most {FARTHEST_REMINDER}.",
        )
    return ",".join(str(day) for day in sorted({int(part) for part in parts}, reverse=True))


_CHECKS: Mapping[str, Callable[[str], str]] = {
    COLLECTION: _time_of_day,
    CUTOFF: _time_of_day,
    MARGIN: _margin,
    SHEETS_A_BATCH: _sheets,
    REMINDER_DAYS: _days,
    ENVELOPE: str,
}
_WHAT = {
    COLLECTION: "when the post is collected",
    CUTOFF: "until when letters are printed",
    MARGIN: "how late the post may be",
    SHEETS_A_BATCH: "how many sheets a batch has",
    REMINDER_DAYS: "when reminders go",
    ENVELOPE: "which envelopes letters go in",
}
