"""The part of the settings about the hospital itself: name, contacts, sender, nation and logo."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel

from rota.domain.errors import Refused, Unavailable
from rota.domain.letter_content import Picture
from rota.domain.trust import TrustDetails, contact_doubts
from rota.services.hospital_details import save_hospital
from rota.services.letter_settings import LetterSettings
from rota.services.logos import read_logo
from rota.services.sample_letter import letter_to_nobody
from ui.colours import Tone
from ui.desk import Desk
from ui.errors import present, sentence
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.flow import FlowLayout
from ui.widgets.form_fields import Form
from ui.widgets.labels import text_label
from ui.widgets.notice import Notice
from ui.widgets.settings_fields import (
    Field,
    choose,
    lines,
    nation_choice,
    put_text,
    setting,
    text_of,
)
from ui.widgets.settings_section import Save, SettingsSection


class HospitalSection(SettingsSection):
    """What every letter says of the hospital."""

    key, title = "hospital", "Hospital"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("Printed on every letter."))
        self._logo: Picture | None = None
        labels = {
            "name": self.tr("&Name of the hospital"),
            "address": self.tr("&Address"),
            "phone": self.tr("&Phone for patients"),
            "phone_hours": self.tr("&Hours of the phone"),
            "email": self.tr("&Email"),
            "return_address": self.tr("&Return address"),
            "sender": self.tr("Si&gned by"),
            "sender_role": self.tr("Their ro&le"),
        }
        hints = {
            "phone_hours": self.tr("Monday to Friday, 9am to 5pm"),
            "return_address": self.tr("for letters that cannot be delivered; names no clinic"),
        }
        self._edits: dict[str, Field] = {}
        form = Form()
        for field in fields(TrustDetails):
            spoken = labels[field.name].replace("&", "")
            edit: Field
            if field.name == "address":
                edit = lines(spoken, field.name)
            else:
                edit = setting(spoken, field.name, hints.get(field.name, ""))
            edit.textChanged.connect(self.field_edited)
            self._edits[field.name] = edit
            form.put(labels[field.name], edit)
        self.nation = nation_choice(self.tr("Bank holidays of"), "nation")
        self.nation.currentIndexChanged.connect(self.field_edited)
        form.put(self.tr("&Bank holidays of"), self.nation)
        form.addRow(text_label(self.tr("Logo")), self._logo_row())
        self.body.addLayout(form)
        self.doubts = Notice()
        self.doubts.setObjectName("settings_doubts")
        self.nation_note = Notice()
        self.nation_note.setObjectName("settings_nation_note")
        self.body.addWidget(self.doubts)
        self.body.addWidget(self.nation_note)
        for name in ("phone", "email"):
            self._edits[name].textChanged.connect(self._say_doubts)
        self.body.addStretch(1)

    def fill(self, settings: LetterSettings) -> None:
        """Put what is set up into the fields."""
        for name, text in asdict(settings.details).items():
            put_text(self._edits[name], text)
        choose(self.nation, settings.nation)
        self._show_logo(settings.logo)
        self._say_doubts()
        self.nation_note.say(" ".join(settings.notes), Tone.WARNING)

    def draft(self) -> object:
        """Return the details, the nation and the logo."""
        return self._details(), self.nation.currentData(), self._logo

    def with_draft(self, settings: LetterSettings) -> LetterSettings:
        """Return the settings with what is typed."""
        return replace(settings, details=self._details(), logo=self._logo)

    def work(self) -> Save:
        """Save the details, the nation and the logo."""
        nation = str(self.nation.currentData())
        return partial(save_hospital, self._desk.storage, self._details(), nation, self._logo)

    def choose_logo(self, path: str) -> None:
        """Look at a picture and try it on a letter before it counts as chosen."""
        self.refusal.say("")
        self.logo_button.setEnabled(False)
        tools, settings = self._desk.tools, self.with_draft(self.settings)
        rules, now = tools.rules.letters, self._desk.now()
        sample = letter_to_nobody(settings.setup, settings.approved, rules, now)
        self._desk.jobs.run_pure(
            lambda: read_logo(tools.typesetter(), sample, Path(path)),
            self._logo_chosen,
            self._logo_refused,
        )

    def _say_doubts(self) -> None:
        """Say what looks mistyped; it may be saved all the same."""
        details = self._details()
        self.doubts.say(" ".join(contact_doubts(details.phone, details.email)), Tone.WARNING)

    def _details(self) -> TrustDetails:
        return TrustDetails(**{name: text_of(edit) for name, edit in self._edits.items()})

    def _logo_row(self) -> FlowLayout:
        self.logo = QLabel()
        self.logo.setObjectName("logo_picture")
        self.logo.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.logo_button = push_button(
            self.tr("&Choose a picture…"), self._ask_logo, name="choose_logo"
        )
        self.no_logo = push_button(self.tr("Remo&ve"), self._remove_logo, name="remove_logo")
        row = FlowLayout(space(2))
        row.addWidget(self.logo)
        row.addWidget(self.logo_button)
        row.addWidget(self.no_logo)
        return row

    def _ask_logo(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a logo"))
        dialog.setObjectName("logo_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Pictures (*.png *.jpg *.jpeg)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.choose_logo)
        dialog.open()

    def _remove_logo(self) -> None:
        self._show_logo(None)
        self.logo_button.setFocus()
        self.field_edited()

    def _logo_chosen(self, logo: Picture) -> None:
        self.logo_button.setEnabled(True)
        self._show_logo(logo)
        self.field_edited()

    def _logo_refused(self, error: BaseException) -> None:
        self.logo_button.setEnabled(True)
        if isinstance(error, Refused | Unavailable):
            self._refuse(sentence(error))
        else:
            present(error, self)

    def _show_logo(self, logo: Picture | None) -> None:
        self._logo = logo
        self.no_logo.setEnabled(logo is not None)
        if logo is None:
            self.logo.setPixmap(QPixmap())
            self.logo.setText(self.tr("None"))
            return
        ratio = self.devicePixelRatioF()
        image = QImage.fromData(logo.data).scaled(
            round(space(40) * ratio),
            round(space(14) * ratio),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        image.setDevicePixelRatio(ratio)
        self.logo.setPixmap(QPixmap.fromImage(image))
        self.logo.setAccessibleName(self.tr("The logo as chosen"))
