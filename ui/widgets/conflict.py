"""Somebody else changed it meanwhile: both versions side by side, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rota.domain.conflicts import Clash
from rota.domain.errors import Conflict
from ui import formats
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label
from ui.widgets.panels import BareScroll

WIDE = 150
"""Steps of the grid that both versions take."""
HIGH = 60
"""Steps of the grid at most, before one scrolls."""


class ConflictDialog(QDialog):
    """Keep theirs, save one's own over it, or go back and edit; Esc goes back."""

    def __init__(
        self,
        conflict: Conflict,
        keep_theirs: Callable[[], None],
        save_mine: Callable[[], None],
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_conflict")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Changed by somebody else"))
        self._keep_theirs, self._save_mine = keep_theirs, save_mine
        said = self.tr(
            "After you opened this, somebody else changed the same. Nothing of yours is saved yet, "
            "and nothing that you typed is lost."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(5), space(4), space(5), space(4))
        layout.setSpacing(space(4))
        layout.addWidget(text_label(self.windowTitle(), size=Size.TITLE, bold=True))
        layout.addWidget(paragraph(said))
        layout.addWidget(self._versions(conflict), 1)
        layout.addLayout(self._buttons())
        self.setMinimumWidth(space(WIDE))
        self._back.setFocus()  # only here: what has no window yet cannot have the focus

    def _versions(self, conflict: Conflict) -> BareScroll:
        inner = QWidget()
        self.versions = QVBoxLayout(inner)
        self.versions.setContentsMargins(0, 0, space(2), 0)
        self.versions.setSpacing(space(3))
        for clash in conflict.clashes:
            self.versions.addLayout(self._version(clash))
        left = conflict.number - len(conflict.clashes)
        if left:
            more = self.tr("So it is with {n} more.").format(n=formats.number(left))
            self.versions.addWidget(paragraph(more, muted=True))
        self.versions.addStretch(1)
        scroll = BareScroll(inner)
        scroll.show_whole_width()
        scroll.setMinimumHeight(min(inner.sizeHint().height() + space(2), space(HIGH)))
        return scroll

    def _version(self, clash: Clash) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1))
        for column, stretch in enumerate((2, 3, 3)):
            grid.setColumnStretch(column, stretch)
        when = formats.moment(clash.at, year=True)
        theirs = self.tr("{who}, {when}").format(who=clash.who, when=when)
        heads = (clash.what[:1].upper() + clash.what[1:], theirs, self.tr("You, now"))
        for column, head in enumerate(heads):
            grid.addWidget(_words(head, bold=True), 0, column)
        for row, each in enumerate(clash.differences, start=1):
            grid.addWidget(_words(each.field, muted=True), row, 0)
            grid.addWidget(_words(each.theirs), row, 1)
            grid.addWidget(_words(each.yours), row, 2)
        return grid

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        back = push_button(self.tr("&Go back and edit"), self.reject, name="go_back", primary=True)
        back.setDefault(True)
        self._back = back
        theirs = push_button(self.tr("Keep &theirs"), self._theirs, name="keep_theirs")
        mine = push_button(self.tr("&Save mine over it"), self._mine, name="save_mine")
        buttons.addStretch(1)
        for button in (theirs, mine, back):
            buttons.addWidget(button)
        return buttons

    def _theirs(self) -> None:
        self.accept()
        self._keep_theirs()

    def _mine(self) -> None:
        self.accept()
        self._save_mine()


def _words(text: str, *, bold: bool = False, muted: bool = False) -> QLabel:
    label: QLabel = text_label(text, bold=bold, muted=muted)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
