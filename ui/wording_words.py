"""How wordings are spoken of in the window: their states, samples and places."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState
from rota.domain.times import to_local
from rota.domain.wording_samples import Sample
from rota.services.wordings import WordingPlace, language_name
from ui import formats
from ui.colours import Tone
from ui.wording import capital, code_words

_SAMPLES = {
    Sample.PLAIN: "Plain",
    Sample.LONGEST_NAME: "Longest name",
    Sample.LONGEST_ADDRESS: "Longest address",
    Sample.CHILD: "Child",
    Sample.SEVERAL: "Several appointments",
    Sample.BY_PHONE: "By phone",
    Sample.LARGE_PRINT: "Large print",
    Sample.NOT_THE_STRIKE: "Not because of the strike",
    Sample.REPLACES: "After an earlier letter",
    Sample.FOLLOWS: "After one that promised a date",
    Sample.TAKEN_BACK: "After a new date or a call taken back",
    Sample.PREPARED: "Told to fast",
    Sample.NO_CONTACT: "No phone set up",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("wording_words", text)


def sample_words(sample: Sample) -> str:
    """Whom a sample letter is for."""
    return _tr(_SAMPLES[sample])


def place_words(rules: LetterRules, wording: Wording | WordingPlace) -> str:
    """``Postponed, Welsh, easy read``."""
    parts = [kind_words(wording.kind), language_name(rules, wording.language)]
    if wording.form is WordingForm.EASY_READ:
        parts.append(_tr("easy read"))
    return ", ".join(parts)


def kind_words(kind: WordingKind) -> str:
    """``Postponed``; one kind tells each of several appointments something else."""
    if kind is WordingKind.SEVERAL:
        return _tr("Several pieces of news")
    return code_words(kind)


def version_words(wording: Wording) -> str:
    """``version 2``, or whose text it is."""
    if wording.version == 0:
        return _tr("comes with the program")
    return _tr("version {n}").format(n=wording.version)


def state_words(wording: Wording) -> str:
    """``Draft``, ``Approved``; the program's own text has no state."""
    if wording.wording_id is None and wording.version == 0:
        return _tr("Comes with the program")
    return code_words(wording.state)


def state_tone(wording: Wording) -> Tone:
    """What the state means."""
    if wording.version == 0:
        return Tone.EMERGENCY
    return {
        WordingState.DRAFT: Tone.WARNING,
        WordingState.APPROVED: Tone.COVERED,
        WordingState.REPLACED: Tone.MUTED,
        WordingState.RETIRED: Tone.MUTED,
    }[wording.state]


def approval_words(wording: Wording) -> str:
    """Who approved a version and when, and who checked it; blank while nobody has."""
    if wording.approved_at is None:
        return ""
    day = formats.day(to_local(wording.approved_at).date(), year=True)
    said = _tr("Approved by {who} on {day}").format(who=wording.approved_by, day=day)
    if wording.checked_by:
        said += _tr(", checked by {who}").format(who=wording.checked_by)
    return said


def in_use_words(place: WordingPlace) -> str:
    """What letters are written by at a place."""
    if place.in_use is None:
        return _tr("Not printed until approved")
    if place.in_use.version == 0:
        return _tr("The program's words")
    return capital(version_words(place.in_use))
