"""Fields for a passphrase: one to sign in with, or a new one typed twice."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from rota.domain.errors import Refused
from rota.domain.passphrases import LEAST, check_passphrase
from ui.colours import Tone
from ui.theme import space
from ui.widgets.form_fields import Form, line
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice

GOOD_LETTERS = 16
"""From how many letters on a passphrase is called good."""


def secret_line(spoken: str, name: str) -> QLineEdit:
    """A line that shows dots; what is typed in it is offered to nobody's dictionary."""
    field = line(spoken, name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setInputMethodHints(
        Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    )
    return field


def show_box(*fields: QLineEdit) -> QCheckBox:
    """A box that shows what is typed in some lines, for as long as it is ticked."""
    box = QCheckBox(fields[0].tr("Sho&w what I type"))
    box.setObjectName("show_passphrase")

    def show(is_on: bool) -> None:
        for field in fields:
            mode = QLineEdit.EchoMode
            field.setEchoMode(mode.Normal if is_on else mode.Password)

    box.toggled.connect(show)
    return box


class NewPassphrase(QWidget):
    """Two lines that must agree, and a plain word on how good the passphrase is."""

    changed = Signal()

    def __init__(self, label: str) -> None:
        super().__init__()
        spoken = label.replace("&", "")
        self.first = secret_line(spoken, "new_passphrase")
        self.second = secret_line(self.tr("{what} again").format(what=spoken), "passphrase_again")
        self.show_typed = show_box(self.first, self.second)
        self.hint = paragraph(muted=True)
        self.hint.setObjectName("passphrase_hint")
        self.hint.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.warning = Notice()
        self.warning.setObjectName("passphrase_differs")
        form = Form()
        form.put(label, self.first)
        form.put(self.tr("The same a&gain"), self.second)
        form.addRow("", self.show_typed)
        form.addRow("", self.hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(2))
        layout.addLayout(form)
        layout.addWidget(self.warning)
        self._form, self._before = form, 0
        self.first.textChanged.connect(self._look)
        self.second.textChanged.connect(self._look)
        self._look()

    @property
    def is_whole(self) -> bool:
        """Whether something is typed twice, the same."""
        return bool(self.first.text()) and self.first.text() == self.second.text()

    @property
    def text(self) -> str:
        """What was typed. Refused while the two differ."""
        if not self.is_whole:
            raise Refused("passphrases_differ", self.tr("The two are not the same yet."))
        return self.first.text()

    def put_before(self, label: str, field: QWidget) -> None:
        """Add a field above, in line with these."""
        said = text_label(label)
        said.setBuddy(field)
        self._form.insertRow(self._before, said, field)
        self._before += 1

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self.first, self.second):
            field.clear()
        self.show_typed.setChecked(False)

    def _look(self) -> None:
        self.hint.setText(self._advice(self.first.text()))
        differs = bool(self.second.text()) and not self.first.text().startswith(self.second.text())
        self.warning.say(self.tr("The two are not the same.") if differs else "", Tone.WARNING)
        self.changed.emit()

    def _advice(self, typed: str) -> str:
        if len(typed) < LEAST:
            return self.tr("{least} characters at least; a sentence is good.").format(least=LEAST)
        try:
            check_passphrase(typed)
        except Refused as error:
            return error.text
        if len(typed) < GOOD_LETTERS:
            return self.tr("Fair. A few more letters make it much harder to guess.")
        return self.tr("A good length.")
