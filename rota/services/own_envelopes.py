"""Window envelopes that a hospital has measured with a ruler."""

from __future__ import annotations

import math
from dataclasses import astuple, replace

from rota.domain.changes import Changes
from rota.domain.envelopes import EnvelopeProfile
from rota.domain.errors import Refused
from rota.domain.letter_rules import LetterRules
from rota.services.ports import Storage
from rota.services.post_times import ENVELOPE

MEASURED = "measured by the hospital"
LONGEST_NAME = 40
_WIDEST_MM = 400.0


def check_envelope(rules: LetterRules, profile: EnvelopeProfile) -> EnvelopeProfile:
    """Return measures that may be kept; ``verified`` says that a test sheet has shown they hold.

    Refuses a name that is blank, long or the program's own, and measures in which a letter cannot
    be seen or placed.
    """
    name = " ".join(profile.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(
            "envelope_name", f"Give the envelope a name of at most {LONGEST_NAME} letters."
        )
    if name.casefold() in {each.name.casefold() for each in rules.envelopes}:
        raise Refused("envelope_taken", f"{name} comes with the program. Give yours another name.")
    _check_measures(profile)
    kept = replace(profile, name=name, source=profile.source.strip() or MEASURED)
    kept.check()
    return kept


def save_own_envelope(storage: Storage, rules: LetterRules, profile: EnvelopeProfile) -> Changes:
    """Keep an envelope in the place of one of the same name. Refuses as ``check_envelope``."""
    kept = check_envelope(rules, profile)
    with storage.write("settings") as work:
        work.trust.put_envelope(kept)
        work.say(f"Kept the measures of the envelope {kept.name}.")
    return work.changes


def remove_own_envelope(storage: Storage, name: str) -> Changes:
    """Forget an envelope. Refuses the one that letters go in."""
    with storage.write("settings") as work:
        if name not in {each.name for each in work.trust.envelopes()}:
            raise Refused("unknown_envelope", f"No envelope of yours is called {name}.")
        if work.settings.all().get(ENVELOPE) == name:
            raise Refused(
                "envelope_in_use",
                f"Letters go in {name} now. Choose other envelopes first.",
            )
        work.trust.remove_envelope(name)
        work.say(f"Removed the envelope {name}.")
    return work.changes


def _check_measures(profile: EnvelopeProfile) -> None:
    lengths = [value for value in astuple(profile) if isinstance(value, float)]
    if not all(math.isfinite(each) and 0 < each <= _WIDEST_MM for each in lengths):
        raise Refused("envelope_measures", "Measure in millimetres: every number is above 0.")
    right = profile.envelope_width - profile.window_left - profile.window_width
    top = profile.envelope_height - profile.window_from_bottom - profile.window_height
    if right < 0 or top < 0:
        raise Refused("window_outside", "The window does not lie within the envelope.")
