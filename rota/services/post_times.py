"""The hospital's post: when it is collected, until when letters are printed, their envelopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from rota.domain.changes import Changes
from rota.domain.envelopes import EnvelopeProfile
from rota.domain.errors import Refused
from rota.domain.letter_rules import LetterRules
from rota.domain.posting import PostingClock
from rota.services.ports import Storage, Work

COLLECTION, CUTOFF = "post_collection", "print_cutoff"
"""Settings: times of day on every day the post is collected, such as ``16:30``; blank: not said."""

ENVELOPE = "envelope"
"""The setting that names the window envelopes in use; blank: the program's own."""


def at_post_times(settings: Mapping[str, str], posting: PostingClock) -> PostingClock:
    """Return a posting clock with the hospital's own times where they are set."""
    collection, cutoff = settings.get(COLLECTION, ""), settings.get(CUTOFF, "")
    return replace(
        posting,
        collection=time.fromisoformat(collection) if collection else posting.collection,
        print_cutoff=time.fromisoformat(cutoff) if cutoff else posting.print_cutoff,
    )


def read_post_times(storage: Storage) -> dict[str, str]:
    """Return both times as they are set; blank where nobody has."""
    return _settings(storage, COLLECTION, CUTOFF)


def read_envelope(storage: Storage) -> dict[str, str]:
    """Return which envelopes are in use; blank where nobody has said."""
    return _settings(storage, ENVELOPE)


def save_post_times(storage: Storage, given: Mapping[str, str]) -> Changes:
    """Keep one or both times; a blank one goes back to the program's own.

    Refuses what is no time of day, and a cut-off after the collection.
    """
    said = read_post_times(storage) | {name: _time_of_day(text) for name, text in given.items()}
    if said[COLLECTION] and said[CUTOFF] > said[COLLECTION]:
        raise Refused(
            "cutoff_late", "Letters must be printed before the post is collected, not after."
        )
    with storage.write("settings") as work:
        work.settings.put(said)
        work.say("Changed when letters are printed and the post is collected.")
    return work.changes


def find_envelope(_work: Work, rules: LetterRules, name: str) -> EnvelopeProfile:
    """Return a window envelope by its name. Refuses one that nobody has measured."""
    known = {each.name: each for each in rules.envelopes}
    if name not in known:
        raise Refused("unknown_envelope", f"An envelope is one of: {', '.join(known)}.")
    return known[name]


def envelope_in_use(work: Work, rules: LetterRules) -> EnvelopeProfile | None:
    """Return the envelopes that letters go in; None: nobody has said, so the program's own."""
    name = work.settings.all().get(ENVELOPE, "")
    return find_envelope(work, rules, name) if name else None


def save_envelope(storage: Storage, rules: LetterRules, name: str) -> Changes:
    """Keep which window envelopes letters go in. Refuses one that is not among the known."""
    with storage.write("settings") as work:
        if name:
            find_envelope(work, rules, name)
        work.settings.put({ENVELOPE: name})
        work.say("Changed which envelopes letters go in.")
    return work.changes


def _time_of_day(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return f"{time.fromisoformat(text.strip()):%H:%M}"
    except ValueError:
        raise Refused("not_a_time", "Write a time of day such as 16:30.") from None


def _settings(storage: Storage, *names: str) -> dict[str, str]:
    with storage.read() as work:
        settings = work.settings.all()
    return {name: settings.get(name, "") for name in names}
