"""Signing what a service requires, and keeping it under a name."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from rota.domain.codes import Level, words
from rota.domain.duties import Service
from rota.domain.requirement_text import row_words
from rota.services.cover_templates import save_template
from rota.services.requirements import Rows, sign
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.labels import paragraph, text_label


class SignDialog(ErrandDialog):
    """The clinical lead signs what a service requires at a level, as it is saved now."""

    def __init__(
        self, desk: Desk, service: Service, level: Level, rows: Rows, parent: QWidget | None
    ) -> None:
        super().__init__(desk, "Sign the requirement", "Record signature", parent)
        self.setObjectName("dialog_sign")
        self._service, self._level = service, level
        self.body.addWidget(text_label(f"{service.name}, {words(level)}", bold=True))
        shown = paragraph("\n".join(row_words(each) for each in rows))
        shown.setObjectName("sign_rows")
        shown.setMinimumWidth(space(120))
        self.body.addWidget(shown)
        self.lead = _line("sign_lead", "such as Dr Carol Reid")
        self.role = _line("sign_role", "such as clinical lead for emergency medicine")
        self.note = _line("sign_note", "such as seen by e-mail, in person, on paper")
        form = _form()
        form.addRow(self.tr("&Clinical lead"), self.lead)
        form.addRow(self.tr("&Role"), self.role)
        form.addRow(self.tr("&Note"), self.note)
        self.body.addLayout(form)
        self.lead.setFocus()
        self.body.addWidget(
            paragraph(
                self.tr(
                    "Kept with the time and with who entered it. A later change to the rows shows "
                    "as changed since it was signed; nothing is stopped by it."
                ),
                muted=True,
            )
        )

    def work(self) -> Save:
        """The signature as the fields have it."""
        return partial(
            sign,
            self._desk.storage,
            self._service.service_id,
            self._level,
            self.lead.text(),
            self.role.text(),
            self.note.text(),
            self._desk.now(),
        )


class KeepDialog(ErrandDialog):
    """Keeps rows as a template of the trust's own."""

    def __init__(
        self, desk: Desk, name: str, level: Level, rows: Rows, parent: QWidget | None
    ) -> None:
        super().__init__(desk, "Keep as a template", "Keep template", parent)
        self.setObjectName("dialog_keep")
        self._level, self._rows = level, rows
        self.name = _line("keep_name", "")
        self.name.setText(name)
        self.name.selectAll()
        form = _form()
        form.addRow(self.tr("&Name"), self.name)
        self.body.addLayout(form)
        self.name.setFocus()
        self.body.addWidget(
            paragraph(
                self.tr("One of the same name is replaced. The rows of any service can use it."),
                muted=True,
            )
        )

    def work(self) -> Save:
        """The template under the name typed."""
        return partial(save_template, self._desk.storage, self.name.text(), self._level, self._rows)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(space(4))
    form.setVerticalSpacing(space(2))
    return form


def _line(name: str, hint: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setPlaceholderText(hint)
    field.setMinimumWidth(space(80))
    return field
