"""Everything that a hospital sets up for its letters, as one page shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.languages import ENGLISH, Language
from rota.domain.letter_content import Picture
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import Wording, WordingForm, WordingKind
from rota.domain.logos import LOGO
from rota.domain.trust import LetterSetup, SiteDetails, TrustDetails
from rota.services.batch_sizes import SHEETS_A_BATCH
from rota.services.calendar import NATION, home_nation
from rota.services.hospital_details import SiteSetup, languages_in, logo_alt, trust_details
from rota.services.ports import Storage
from rota.services.post_times import (
    COLLECTION,
    CUTOFF,
    ENVELOPE,
    MARGIN,
    REMINDER_DAYS,
)

_SITE = f"{NATION}:"
POST = (COLLECTION, CUTOFF, MARGIN, SHEETS_A_BATCH, REMINDER_DAYS, ENVELOPE)

OTHER_HELP = frozenset({"SCT", "NIR"})
"""Nations whose help by phone the program's own letters do not name as it is named there."""
NAMES_111 = "The program's letters name NHS 111: change the words for your nation."
_ENGLISH_LETTER = (ENGLISH, WordingForm.LETTER)


@dataclass(frozen=True, slots=True)
class LanguageSetup:
    """A language to write in: whether it is chosen, and how many kinds of letter it has."""

    language: Language
    is_chosen: bool
    approved: int


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """What is set up. ``post`` holds the settings of the post by name; blank: not set.

    ``sites`` are those where services are, and those that something is set up for. ``own`` are
    the names of the envelopes that the hospital measured itself, ``approved`` its own wordings.
    """

    details: TrustDetails
    nation: str
    logo: Picture | None
    sites: tuple[SiteSetup, ...]
    post: dict[str, str]
    envelopes: tuple[EnvelopeProfile, ...]
    own: frozenset[str]
    languages: tuple[LanguageSetup, ...]
    approved: tuple[Wording, ...] = ()

    @property
    def envelope(self) -> EnvelopeProfile | None:
        """Return the envelopes in use; None: the program's own, or the ones set are gone."""
        return next((e for e in self.envelopes if e.name == self.post[ENVELOPE]), None)

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what to know of the words of letters in the nations that this is about."""
        nations = {self.nation, *(each.nation for each in self.sites)}
        own = {e.kind for e in self.approved if (e.language, e.form) == _ENGLISH_LETTER}
        return (NAMES_111,) if nations & OTHER_HELP and own != set(WordingKind) else ()

    @property
    def setup(self) -> LetterSetup:
        """Return what letters read of it."""
        chosen = [each.language for each in self.languages if each.is_chosen]
        return LetterSetup(
            self.details,
            {each.details.site: each.details for each in self.sites},
            self.logo and replace(self.logo, alt=logo_alt(self.details)),
            frozenset(each.tag for each in chosen),
            self.envelope,
            tuple(each.name for each in chosen if not each.has_font),
        )


def read_letter_settings(storage: Storage, rules: LetterRules) -> LetterSettings:
    """Return everything that is set up for letters."""
    with storage.read() as work:
        settings, said = work.settings.all(), work.trust.sites()
        named = (name for name, nation in settings.items() if nation and name.startswith(_SITE))
        placed = {name.removeprefix(_SITE) for name in named}
        names = {each.site for each in work.duties.services()} | set(said) | placed
        own, chosen = work.trust.envelopes(), languages_in(settings)
        approved = tuple(work.wordings.approved())
        written = {(e.language, e.kind) for e in approved if e.form is WordingForm.LETTER}
        kinds = Counter(language for language, _ in written)
        return LetterSettings(
            trust_details(work),
            home_nation(settings),
            work.trust.picture(LOGO),
            tuple(
                SiteSetup(said.get(each, SiteDetails(each)), settings.get(f"{NATION}:{each}", ""))
                for each in sorted(filter(None, names))
            ),
            {name: settings.get(name, "") for name in POST},
            (*rules.envelopes, *own),
            frozenset(each.name for each in own),
            tuple(
                LanguageSetup(each, each.tag in chosen, kinds[each.tag])
                for each in sorted(rules.languages, key=lambda each: each.name)
                if each.tag != ENGLISH
            ),
            approved,
        )


KINDS_OF_LETTER = len(WordingKind)
"""How many wordings a language needs before every letter can be written in it."""
