"""Which wording a letter is written by: the trust's own where it has approved one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rota.domain.languages import ENGLISH
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState
from rota.domain.wording_parse import parse_wording
from rota.domain.wording_text import WordingText

_Place = tuple[WordingKind, str, WordingForm]


@dataclass(frozen=True, slots=True)
class ChosenWording:
    """A wording that letters may be written by, and what it says."""

    wording: Wording
    text: WordingText


class WordingBook:
    """The wordings in use. Each is read when it is first asked for.

    Of the program's own only the English letters count as approved; its translations and easy
    read texts wait for a trust to approve one.
    """

    def __init__(self, own: Sequence[Wording], rules: LetterRules) -> None:
        approved = [each for each in own if each.state is WordingState.APPROVED]
        approved += [each for each in rules.wordings if _counts(each)]
        approved.sort(key=lambda each: each.version, reverse=True)
        self._approved: dict[_Place, list[Wording]] = {}
        for each in approved:
            self._approved.setdefault((each.kind, each.language, each.form), []).append(each)
        self._chosen: dict[_Place, ChosenWording | None] = {}

    def chosen(
        self, kind: WordingKind, language: str, form: WordingForm = WordingForm.LETTER
    ) -> ChosenWording | None:
        """Return the newest approved wording of a kind, or None: then none may be printed.

        One that can no longer be read, since a newer program asks more of it, is passed over.
        """
        place = kind, language, form
        if place not in self._chosen:
            self._chosen[place] = self._first_readable(place)
        return self._chosen[place]

    def _first_readable(self, place: _Place) -> ChosenWording | None:
        for each in self._approved.get(place, ()):
            text = parse_wording(each.body, each.kind, each.form).wording
            if text is not None:
                return ChosenWording(each, text)
        return None


def _counts(shipped: Wording) -> bool:
    return shipped.language == ENGLISH and shipped.form is WordingForm.LETTER
