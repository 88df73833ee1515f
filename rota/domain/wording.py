"""Writes letters: the words of their wordings, filled in from the records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rota.domain.addresses import address_lines
from rota.domain.appointments import Patient
from rota.domain.codes import LetterFormat, LetterKind
from rota.domain.languages import ENGLISH
from rota.domain.letter_content import Labels, LetterContent, LetterPart, Picture
from rota.domain.letter_phrases import Phrases
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import WordingForm, WordingKind
from rota.domain.suppression import full_name, is_under_16
from rota.domain.times import to_local
from rota.domain.trust import LetterSetup, SiteDetails, TrustDetails
from rota.domain.visit_told import VisitTold
from rota.domain.wording_book import ChosenWording, WordingBook
from rota.domain.wording_choice import choose_wordings, with_news
from rota.domain.wording_facts import Speech, letter_facts, table_row
from rota.domain.wording_print import print_wording

LARGE_PRINT_POINTS = 18.0
EASY_READ_POINTS = 16.0
STANDARD_POINTS = 12.0

_ENGLISH_PHRASES, _ENGLISH_LABELS = Phrases(), Labels()
_ONE_BY_ONE = frozenset({WordingKind.SEVERAL, WordingKind.CORRECTION})


def write(
    kind: LetterKind,
    reference: str,
    patient: Patient,
    visits: Sequence[VisitTold],
    setup: LetterSetup,
    book: WordingBook,
    rules: LetterRules,
    written: datetime,
) -> LetterContent:
    """Return a letter of a kind that tells a patient of one or several appointments.

    It is in English; where the hospital writes in the patient's language, in that as well.
    """
    wordings = choose_wordings(kind, patient, visits, setup, book, rules)
    told, details = _as_printed(with_news(kind, visits), setup)
    today = to_local(written).date()
    letter = _Letter(reference, patient, is_under_16(patient, today), told, details, today)
    english = letter.part(
        wordings.english, Speech(ENGLISH, _ENGLISH_PHRASES, rules.dates), _ENGLISH_LABELS
    )
    translation = None
    if wordings.translation is not None and wordings.language is not None:
        language = wordings.language
        speech = Speech(language.tag, language.phrases, rules.dates)
        translation = letter.part(wordings.translation, speech, language.labels)
    is_easy = wordings.english.wording.form is WordingForm.EASY_READ
    large = LARGE_PRINT_POINTS if patient.format is LetterFormat.LARGE_PRINT else STANDARD_POINTS
    return LetterContent(
        reference=reference,
        trust_name=details.name,
        contact_lines=_contact_lines(details),
        return_address=details.return_address,
        address=letter.address(),
        date=english.date,
        salutation=english.salutation,
        heading=english.heading,
        before_table=english.before_table,
        appointments=english.appointments,
        after_table=english.after_table,
        sign_off=english.sign_off,
        font_points=EASY_READ_POINTS if is_easy else large,
        envelope=setup.envelope,
        translation=translation,
        layout="easy_read" if is_easy else "letter",
        logo=setup.logo,
        pictures=_pictures((english, translation), rules.pictures),
    )


@dataclass(frozen=True, slots=True)
class _Letter:
    """What a letter is written from, in whatever language."""

    reference: str
    patient: Patient
    is_child: bool
    told: tuple[VisitTold, ...]
    details: TrustDetails
    today: date

    def part(self, chosen: ChosenWording, speech: Speech, labels: Labels) -> LetterPart:
        """Return the whole letter in one language."""
        facts = letter_facts(
            self.patient,
            self.is_child,
            self.told,
            self.details,
            self.reference,
            self.today,
            speech,
        )
        said = print_wording(chosen.text, facts)
        with_each = chosen.wording.kind in _ONE_BY_ONE
        return LetterPart(
            language=speech.tag,
            date=facts.whole.values["today"],
            salutation=said.salutation,
            heading=said.heading,
            before_table=said.before,
            appointments=tuple(table_row(each, speech, with_each) for each in self.told),
            after_table=said.after,
            sign_off=_sign_off(self.details, speech.phrases),
            labels=labels,
        )

    def address(self) -> tuple[str, ...]:
        """Return the address block; a child's letter goes to a parent or guardian."""
        name = full_name(self.patient)
        addressee = f"Parent or guardian of {name}" if self.is_child else name
        return address_lines(addressee, self.patient.address, self.patient.postcode)


def _as_printed(
    told: Sequence[VisitTold], setup: LetterSetup
) -> tuple[tuple[VisitTold, ...], TrustDetails]:
    """Return appointments with their sites as letters name them, and whom to contact."""
    sites = {each.site for each in told}
    known = {site: setup.sites[site] for site in sites if site in setup.sites}
    names = {site: each.printed_name for site, each in known.items() if each.printed_name}
    named = tuple(
        replace(each, site=names[each.site]) if each.site in names else each for each in told
    )
    details = details_for(sites, setup.details, setup.sites)
    return named, details if details.name else replace(details, name=named[0].site)


def details_for(
    sites: Collection[str], details: TrustDetails, known: Mapping[str, SiteDetails]
) -> TrustDetails:
    """Return whom a letter about appointments at some sites says to contact.

    Where all are at one site, that is the site, as far as it has details of its own.
    """
    own = [known[site] for site in sites if site in known]
    return _details_at(details, own[0]) if len(sites) == 1 and own else details


def _details_at(details: TrustDetails, site: SiteDetails) -> TrustDetails:
    """Return the hospital's details as they are at a site; a phone goes with its own hours."""
    return replace(
        details,
        name=site.printed_name or details.name,
        address=site.address or details.address,
        phone=site.phone or details.phone,
        phone_hours=site.phone_hours if site.phone else details.phone_hours,
    )


def _sign_off(details: TrustDetails, phrases: Phrases) -> tuple[str, ...]:
    """Return the closing lines: the sender in one line, then the hospital."""
    sender = ", ".join(part for part in (details.sender, details.sender_role) if part)
    return tuple(part for part in (phrases.yours, sender, details.name) if part)


def _contact_lines(details: TrustDetails) -> tuple[str, ...]:
    phone = f"Phone {details.phone}" if details.phone else ""
    lines = (*details.address.split("\n"), phone, details.phone_hours, details.email)
    return tuple(line for line in lines if line)


def _pictures(parts: Iterable[LetterPart | None], known: Sequence[Picture]) -> tuple[Picture, ...]:
    named = {
        block.picture
        for part in parts
        if part is not None
        for block in (*part.before_table, *part.after_table)
    }
    return tuple(each for each in known if each.name in named)
