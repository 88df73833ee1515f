"""What is not as it was signed, line by line: when it was signed, and now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QPlainTextEdit, QVBoxLayout, QWidget

from rota.domain.sign_offs import SeenChange
from rota.services.review import DepartmentReview
from ui import formats
from ui.review_words import change_words, section_words, signed_words
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label


class ReviewChangesDialog(QDialog):
    """Lists every change since the signature, under the headings of what was signed."""

    def __init__(self, each: DepartmentReview, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_review_changes")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = self.tr("Changed since the signature")
        self.setWindowTitle(title)
        changes = formats.count(len(each.changes), "change")
        signed = "" if each.standing is None else f" Signed by {signed_words(each.standing)}."
        self.lines = QPlainTextEdit(_listed(each.changes))
        self.lines.setObjectName("review_changes")
        self.lines.setAccessibleName(title)
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.lines.setMinimumSize(space(160), space(70))
        close = push_button(self.tr("Close"), self.accept, name="close", primary=True)
        close.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        layout.setContentsMargins(space(5), space(4), space(5), space(4))
        layout.setSpacing(space(3))
        layout.addWidget(text_label(title, size=Size.TITLE, bold=True))
        layout.addWidget(paragraph(f"{each.department}: {changes}.{signed}"))
        layout.addWidget(self.lines, 1)
        layout.addLayout(buttons)


def _listed(changes: tuple[SeenChange, ...]) -> str:
    sections: dict[str, list[str]] = {}
    for each in changes:
        sections.setdefault(each.section, []).append(change_words(each))
    return "\n\n".join(
        "\n\n".join((section_words(section), *said)) for section, said in sections.items()
    )
