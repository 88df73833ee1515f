"""Opens the editor of a wording on the right text, with what its samples need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from rota.domain.languages import ENGLISH
from rota.domain.letter_rules import LetterRules
from rota.domain.letter_wording import Wording, WordingForm
from rota.domain.wording_samples import SampleGround
from rota.services.ports import Storage
from rota.services.wording_checks import sample_ground
from rota.services.wordings import WordingPlace, wording_place
from ui.desk import Desk
from ui.dialogs.wording import WordingDialog, unsaved


@dataclass(frozen=True, slots=True)
class _Opening:
    ground: SampleGround
    place: WordingPlace
    english: Wording | None


class OpenWording:
    """Reads off the window's thread, then opens ``dialog_wording`` over ``parent``."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        self._desk, self._parent = desk, parent

    def edit(self, place: WordingPlace, *, then_approve: bool = False) -> None:
        """Edit the draft of a place; where there is none, begin one from what is in use."""
        self._read(place, partial(self._edit, then_approve))

    def begin(self, place: WordingPlace, source: Wording | None) -> None:
        """Begin a new version from any other."""
        self._read(place, partial(self._begin, source))

    def look(self, place: WordingPlace, wording: Wording) -> None:
        """Look at a version; a draft can be changed."""
        self._read(place, partial(self._open, wording))

    def _read(self, place: WordingPlace, done: Callable[[_Opening], object]) -> None:
        desk = self._desk
        rules = desk.tools.rules.letters
        work = partial(_opening, desk.storage, rules, place, desk.now())
        desk.jobs.run(work, partial(self._read_done, done))

    def _read_done(self, done: Callable[[_Opening], object], found: _Opening) -> None:
        if isValid(self._parent):
            done(found)

    def _edit(self, then_approve: bool, found: _Opening) -> None:
        if found.place.draft is None:
            self._begin(found.place.newest, found)
            return
        dialog = self._open(found.place.draft, found)
        if then_approve:
            dialog.approve()

    def _begin(self, source: Wording | None, found: _Opening) -> None:
        start = source or found.english
        assert start is not None
        place = found.place
        whose = f"version {start.version}" if start.version else "the program's words"
        if start.language != place.language:
            whose = "the English"
        new = unsaved(start, place, f"Begun from {whose}")
        self._open(new, found)

    def _open(self, wording: Wording, found: _Opening) -> WordingDialog:
        dialog = WordingDialog(self._desk, found.ground, wording, found.english, self._parent)
        dialog.open()
        return dialog


def _opening(storage: Storage, rules: LetterRules, place: WordingPlace, now: datetime) -> _Opening:
    ground = sample_ground(storage, rules, now)
    fresh = wording_place(storage, rules, place.kind, place.language, place.form)
    english = wording_place(storage, rules, place.kind, ENGLISH, place.form)
    if english.newest is None:
        english = wording_place(storage, rules, place.kind, ENGLISH, WordingForm.LETTER)
    return _Opening(ground, fresh, english.in_use or english.newest)
