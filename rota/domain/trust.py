"""What a hospital sets up once, that every letter reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.letter_content import Picture

FEWEST_DIGITS = 9
"""A phone number with fewer looks mistyped."""


@dataclass(frozen=True, slots=True)
class TrustDetails:
    """What letters say of the hospital. Blank parts are left out, never invented."""

    name: str = ""
    address: str = ""
    phone: str = ""
    phone_hours: str = ""
    email: str = ""
    return_address: str = ""
    sender: str = ""
    sender_role: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the blank parts without which no letter should go out."""
        return _blank({"the hospital's name": self.name, "a phone number": self.phone})

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return the blank parts that a letter is the poorer without."""
        return _blank(
            {
                "the hours of the phone": self.phone_hours,
                "a return address": self.return_address,
                "a sender": self.sender,
            }
        )


def contact_doubts(phone: str, email: str = "") -> tuple[str, ...]:
    """Return what looks mistyped in a phone and an email; a blank one does not."""
    doubts = []
    if phone and sum(map(str.isdigit, phone)) < FEWEST_DIGITS:
        doubts.append(f"The phone has fewer than {FEWEST_DIGITS} digits: is it whole?")
    if email and "@" not in email:
        doubts.append("The email has no @: is it whole?")
    return tuple(doubts)


@dataclass(frozen=True, slots=True)
class SiteDetails:
    """How letters speak of one site. Blank parts are the hospital's own."""

    site: str
    printed_name: str = ""
    address: str = ""
    phone: str = ""
    phone_hours: str = ""


@dataclass(frozen=True, slots=True)
class LetterSetup:
    """Everything a hospital has set up for its letters.

    ``languages`` are the BCP 47 tags it writes in beside English, ``without_font`` the names of
    those that the program's letter fonts cannot show; ``envelope`` None is the program's own.
    """

    details: TrustDetails = field(default_factory=TrustDetails)
    sites: Mapping[str, SiteDetails] = field(default_factory=dict)
    logo: Picture | None = None
    languages: frozenset[str] = frozenset()
    envelope: EnvelopeProfile | None = None
    without_font: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what keeps a batch from being made in the window."""
        return self.details.missing

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return what is worth saying and keeps nothing from being made."""
        fonts = (f"a font for {name}" for name in self.without_font)
        return (*self.details.lacking, *fonts)


def _blank(parts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(words for words, value in parts.items() if not value.strip())
