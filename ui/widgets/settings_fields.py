"""Fields that several parts of the settings share: lines, addresses and nations."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from rota.services.calendar import NATIONS
from ui.theme import space
from ui.widgets.form_fields import line

Field = QLineEdit | QPlainTextEdit


def setting(spoken: str, name: str, hint: str = "") -> QLineEdit:
    """A line of text, named after its setting."""
    field = line(spoken, f"settings_{name}", hint=hint)
    field.setMinimumWidth(space(30))
    return field


def lines(spoken: str, name: str) -> QPlainTextEdit:
    """Some lines of text; the tab key goes on to the next field."""
    field = QPlainTextEdit()
    field.setObjectName(f"settings_{name}")
    field.setAccessibleName(spoken)
    field.setTabChangesFocus(True)
    field.setFixedHeight(space(20))
    return field


def text_of(field: Field) -> str:
    """Return what is typed, without blank lines and blanks at the ends."""
    if isinstance(field, QLineEdit):
        return field.text().strip()
    typed = (each.strip() for each in field.toPlainText().splitlines())
    return "\n".join(each for each in typed if each)


def put_text(field: Field, text: str) -> None:
    """Fill a field, unless it says so already: its cursor then stays."""
    if isinstance(field, QLineEdit):
        if field.text() != text:
            field.setText(text)
            field.setCursorPosition(0)
    elif field.toPlainText() != text:
        field.setPlainText(text)


def nation_choice(spoken: str, name: str, blank: str = "") -> QComboBox:
    """A nation, for its bank holidays; ``blank`` is what to call none of its own."""
    field = QComboBox()
    field.setObjectName(f"settings_{name}")
    field.setAccessibleName(spoken)
    if blank:
        field.addItem(blank, "")
    for code, words in NATIONS.items():
        field.addItem(words, code)
    return field


def choose(field: QComboBox, value: str) -> None:
    """Choose the entry with a value, or the first."""
    field.setCurrentIndex(max(field.findData(value), 0))
