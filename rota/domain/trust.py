"""What a hospital sets up once, that every letter reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.letter_content import Picture


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
        """Return the parts a letter should have and that are blank."""
        wanted = {
            "the hospital's name": self.name,
            "a phone number": self.phone,
            "its hours": self.phone_hours,
            "a return address": self.return_address,
        }
        return tuple(words for words, value in wanted.items() if not value)


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

    ``languages`` are the BCP 47 tags it writes in beside English; ``envelope`` None is the
    program's own.
    """

    details: TrustDetails = field(default_factory=TrustDetails)
    sites: Mapping[str, SiteDetails] = field(default_factory=dict)
    logo: Picture | None = None
    languages: frozenset[str] = frozenset()
    envelope: EnvelopeProfile | None = None
