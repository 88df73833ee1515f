"""By what letters were made: a wording, a language, the hospital's name and phone; and if it holds.

A letter made by a wording that a newer one replaced may still leave. One whose wording was retired,
whose language the hospital no longer writes, or which names the hospital or its phone as they no
longer are, may not.
"""

from __future__ import annotations

import hashlib

from rota.domain.languages import ENGLISH
from rota.domain.letter_wording import WordingState
from rota.domain.letters import LetterBasis
from rota.domain.trust import TrustDetails
from rota.domain.wording import details_for
from rota.services.hospital_details import languages_in, trust_details
from rota.services.ports import Work


class Bases:
    """Judges by what letters were made, within one reading."""

    def __init__(self, work: Work) -> None:
        retired = (e for e in work.wordings.all() if e.state is WordingState.RETIRED)
        self._retired = frozenset(each.name for each in retired)
        self._languages = languages_in(work.settings.all()) | {ENGLISH}
        self._details, self._sites = trust_details(work), work.trust.sites()

    def is_over(self, made: LetterBasis) -> bool:
        """Say whether a letter may not leave any more because of what it was made by."""
        used = {name.strip() for name in made.template.split(";")}
        if used & self._retired or made.language not in self._languages:
            return True
        now = hospital_digest(details_for(made.sites, self._details, self._sites))
        return made.hospital_sha256 not in ("", now)


def over_now(work: Work) -> frozenset[str]:
    """Return the references of the open letters that may not leave because of that."""
    bases = Bases(work)
    return frozenset(each.reference for each in work.letters.open_bases() if bases.is_over(each))


def hospital_digest(details: TrustDetails) -> str:
    """Return the digest of what a letter says of the hospital that must be right."""
    return hashlib.sha256(f"{details.name}\n{details.phone}".encode()).hexdigest()
