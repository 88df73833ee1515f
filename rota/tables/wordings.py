"""The program's own wordings: ``resources/letters/wordings/<language>/<kind>.txt``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from rota.domain.languages import ENGLISH
from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState

_ENDINGS = {WordingForm.LETTER: ".txt", WordingForm.EASY_READ: ".easy.txt"}


@cache
def wordings() -> tuple[Wording, ...]:
    """Return every wording that comes with the program; there is an English letter of each kind."""
    root = Path(str(files("resources"))) / "letters" / "wordings"
    folders = sorted(each for each in root.iterdir() if each.is_dir())
    return tuple(
        _wording(file, kind, folder.name, form)
        for folder in folders
        for form, ending in _ENDINGS.items()
        for kind in WordingKind
        if (file := folder / f"{kind}{ending}").exists()
    )


def _wording(file: Path, kind: WordingKind, language: str, form: WordingForm) -> Wording:
    ready = language == ENGLISH and form is WordingForm.LETTER
    state = WordingState.APPROVED if ready else WordingState.DRAFT
    return Wording(None, kind, language, form, 0, file.read_text(encoding="utf-8"), state)
