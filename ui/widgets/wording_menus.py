"""What can be put in a wording, each with its meaning: fields, conditions, places, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QPushButton

from rota.domain.letter_content import Picture
from rota.domain.letter_wording import Wording, WordingForm
from rota.domain.wording_fields import CONDITIONS, FIELDS, PLACES
from ui.widgets.buttons import push_button
from ui.widgets.wording_edit import WordingEdit


def _tr(text: str) -> str:
    return QCoreApplication.translate("wording_menus", text)


def offers(asked: str) -> Sequence[str]:
    """What may be typed next: a field, what a line may begin with, or a condition."""
    if asked == "field":
        return tuple(FIELDS)
    if asked == "line":
        return ("only", "each")
    return tuple(CONDITIONS)


def insert_button(edit: WordingEdit, wording: Wording, pictures: Sequence[Picture]) -> QPushButton:
    """A button that lists what can be put in, in words."""
    button = push_button(_tr("Insert"), lambda: None, name="wording_insert", icon_name="add")
    menu = QMenu(button)
    menu.setObjectName("wording_insert_menu")
    fields = ((f"{{{{{each.name}}}}}", each.meaning) for each in FIELDS.values())
    _fill(edit, menu.addMenu(_tr("A &field")), fields)
    only = ((f"[only {name}] ", meaning) for name, meaning in CONDITIONS.items())
    _fill(edit, menu.addMenu(_tr("Only &when…")), only)
    each = ((f"[each {name}] ", meaning) for name, meaning in CONDITIONS.items())
    _fill(edit, menu.addMenu(_tr("For &each appointment…")), each)
    places = ((f"[[{name}]]", meaning) for name, meaning in PLACES.items())
    _fill(edit, menu.addMenu(_tr("A &place")), places)
    if wording.form is WordingForm.EASY_READ:
        shown = ((f"({each.name}) ", each.alt) for each in pictures)
        _fill(edit, menu.addMenu(_tr("A &picture")), shown)
    button.setMenu(menu)
    return button


def _fill(edit: WordingEdit, menu: QMenu, entries: Iterable[tuple[str, str]]) -> None:
    for text, meaning in entries:
        action = menu.addAction(f"{meaning}\t{text.strip()}")
        action.triggered.connect(partial(_put, edit, text))


def _put(edit: WordingEdit, text: str, _checked: bool = False) -> None:
    edit.put(text)
