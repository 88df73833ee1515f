"""Letters let go by a second person although something holds them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rota.domain.addresses import MOST_LINES, has_bad_start, has_words, tidy_line

FEWEST_LINES = 2
"""Who the letter is for and one line more: a named way needs no postcode."""


@dataclass(frozen=True, slots=True)
class Releasable:
    """What a second person answers for when a hold is released.

    ``needs_address``: other lines must be printed in the window. ``by_hand``: somebody takes the
    letter, the post does not.
    """

    needs_address: bool
    text: str
    by_hand: bool = False


_AS_IT_IS = "The address was checked by hand and letters reach it as it is written."

RELEASABLE: Mapping[str, Releasable] = {
    "do_not_post": Releasable(
        True,
        "The address, or the way this patient wishes to be reached, was agreed with the patient.",
        by_hand=True,
    ),
    "no_fixed_abode": Releasable(
        True, "A place where the letter can be collected was agreed.", by_hand=True
    ),
    "prison": Releasable(
        True,
        "The letter goes to the healthcare team there, who were told to keep the date to "
        "themselves.",
        by_hand=True,
    ),
    "forces_post": Releasable(
        False,
        "The patient was told by phone or email, and somebody takes the letter to the forces post.",
        by_hand=True,
    ),
    "temporary_address": Releasable(
        False, "The patient said that letters reach this address until the appointment."
    ),
    "address_incomplete": Releasable(False, _AS_IT_IS),
    "address_too_long": Releasable(False, _AS_IT_IS),
    "address_character": Releasable(False, _AS_IT_IS),
    "address_no_words": Releasable(False, _AS_IT_IS),
    "postcode_unknown": Releasable(False, _AS_IT_IS),
    "returned_mail": Releasable(
        False, "The address was checked with the patient: the letter came back by mistake."
    ),
    "stale_extract": Releasable(
        False,
        "Nothing newer can be had today, and somebody looked this patient up in the appointments "
        "system. Holds for today only.",
    ),
}
"""The holds that a second person may release; every other one must be settled."""

OF_THE_ADDRESS = frozenset(
    {
        "temporary_address",
        "address_incomplete",
        "address_too_long",
        "address_character",
        "address_no_words",
        "postcode_unknown",
        "returned_mail",
    }
)
"""Holds that say nothing of a letter with other lines in its window."""

FOR_ONE_DAY = frozenset({"stale_extract"})
"""Holds that are let go only on the day on which somebody asked."""


WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Release:
    """One hold of one letter that somebody asked to let go, and what another person said to it.

    ``basis_sha256`` is the digest of what was judged: the release holds while it is unchanged.
    ``address`` is printed in the window instead, its first line who it is for; none: the patient's
    own. ``answer`` is yes, no, withdrawn, or blank while nobody answered.
    """

    release_id: int
    appointment_id: str
    code: str
    why: str
    address: tuple[str, ...]
    hand_to: str
    asked_by: str
    asked_at: datetime
    answered_by: str = ""
    answered_at: datetime | None = None
    answer: str = ""
    basis_sha256: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether it waits for an answer."""
        return not self.answer

    @property
    def is_given(self) -> bool:
        """Say whether a second person agreed."""
        return self.answer == "yes"


def same_person(one: str, other: str) -> bool:
    """Say whether two names are the same, however they are spaced, written and turned round."""
    return not _keys_of_name(one).isdisjoint(_keys_of_name(other))


def _keys_of_name(name: str) -> frozenset[str]:
    """Return a name's words in order of the alphabet, as one; a mark parts words, or does not."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    seen = "".join(each for each in plain if unicodedata.category(each) != "Cf")
    parted, joined = (
        "".join(each if each.isalnum() or each.isspace() else put for each in seen)
        for put in (" ", "")
    )
    return frozenset("".join(sorted(text.split())) for text in (parted, joined))


def address_given(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines that are to be printed in the window, made tidy; empty ones left out."""
    return tuple(tidy for line in lines if (tidy := tidy_line(line)))


def address_fault(lines: Sequence[str]) -> str:
    """Return in a sentence what keeps lines from being printed in the window, or nothing."""
    if not FEWEST_LINES <= len(lines) <= MOST_LINES:
        return f"Give {FEWEST_LINES} to {MOST_LINES} lines: first who it is for, then where to."
    if bad := next((line for line in lines if has_bad_start(line)), ""):
        return f"A line must not start with {bad[0]}: post machines refuse it."
    if not all(map(has_words, lines[:2])):
        return "The first two lines need a letter or a number."
    return ""
