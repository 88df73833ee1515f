"""Asks for the measures of a window envelope and draws it while they are typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QWidget

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.errors import Refused
from rota.services.own_envelopes import check_envelope, save_own_envelope
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.envelope_drawing import EnvelopeDrawing
from ui.widgets.form_fields import Form, line
from ui.widgets.labels import paragraph

LONGEST_MM = 400.0


class EnvelopeDialog(ErrandDialog):
    """Measures of one envelope, those of an own one to be corrected or of a new one."""

    def __init__(
        self,
        desk: Desk,
        start: EnvelopeProfile,
        is_new: bool,
        kept: Callable[[str], None],
        parent: QWidget | None,
    ) -> None:
        title = "Measure an envelope" if is_new else f"Envelope {start.name}"
        super().__init__(desk, title, "Save", parent)
        self.setObjectName("dialog_envelope")
        self._kept = kept
        said = paragraph(
            self.tr("With a ruler, in millimetres, the envelope lying with its window to you."),
            muted=True,
        )
        self.name = line(self.tr("Name"), "envelope_name", "" if is_new else start.name)
        self.name.setEnabled(is_new)
        self.fold = QComboBox()
        self.fold.setObjectName("envelope_fold")
        self.fold.setAccessibleName(self.tr("The sheet is folded"))
        self.fold.addItem(self.tr("in half"), "half")
        self.fold.addItem(self.tr("in thirds"), "thirds")
        self.fold.setCurrentIndex(self.fold.findData(start.fold))
        self.width_mm = self._length(self.tr("Width of the envelope"), start.envelope_width)
        self.height_mm = self._length(self.tr("Height of the envelope"), start.envelope_height)
        self.left_mm = self._length(self.tr("Window from the left edge"), start.window_left)
        self.bottom_mm = self._length(
            self.tr("Window from the bottom edge"), start.window_from_bottom
        )
        self.window_width_mm = self._length(self.tr("Width of the window"), start.window_width)
        self.window_height_mm = self._length(self.tr("Height of the window"), start.window_height)
        self.tried = QCheckBox(self.tr("A test sheet has shown that these measures &hold"))
        self.tried.setObjectName("envelope_tried")
        self.tried.setChecked(start.verified and not is_new)
        form = Form()
        form.put(self.tr("&Name"), self.name)
        for label, field in (
            (self.tr("&Width of the envelope"), self.width_mm),
            (self.tr("H&eight of the envelope"), self.height_mm),
            (self.tr("Window from the &left edge"), self.left_mm),
            (self.tr("Window from the &bottom edge"), self.bottom_mm),
            (self.tr("W&idth of the window"), self.window_width_mm),
            (self.tr("Hei&ght of the window"), self.window_height_mm),
            (self.tr("The sheet is &folded"), self.fold),
        ):
            form.put(label, field)
        form.addRow(self.tried)
        self.drawing = EnvelopeDrawing()
        self.drawing.setFixedWidth(space(85))
        self.trouble = paragraph(muted=True)
        self.trouble.setObjectName("envelope_trouble")
        row = QHBoxLayout()
        row.setSpacing(space(4))
        row.addLayout(form)
        row.addWidget(self.drawing)
        self.body.addWidget(said)
        self.body.addLayout(row)
        self.body.addWidget(self.trouble)
        self.fold.currentIndexChanged.connect(self._draw)
        self.name.textChanged.connect(self._draw)
        self._draw()

    @property
    def measured(self) -> EnvelopeProfile:
        """What the fields say."""
        return EnvelopeProfile(
            self.name.text().strip(),
            self.width_mm.value(),
            self.height_mm.value(),
            self.left_mm.value(),
            self.bottom_mm.value(),
            self.window_width_mm.value(),
            self.window_height_mm.value(),
            self.fold.currentData(),
            verified=self.tried.isChecked(),
        )

    def work(self) -> Save:
        """Save the measures; the page then chooses this envelope."""
        rules, measured = self._desk.tools.rules.letters, self.measured
        profile = check_envelope(rules, measured)
        self.saved.connect(lambda _changes: self._kept(profile.name))
        return partial(save_own_envelope, self._desk.storage, rules, profile)

    def _length(self, spoken: str, value: float) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setObjectName(spoken.lower().replace(" ", "_"))
        field.setAccessibleName(spoken)
        field.setRange(1, LONGEST_MM)
        field.setDecimals(1)
        field.setSuffix(self.tr(" mm"))
        field.setValue(value)
        field.valueChanged.connect(self._draw)
        return field

    def _draw(self) -> None:
        """Draw what is typed, or say why no letter can go into it."""
        try:
            profile = check_envelope(self._desk.tools.rules.letters, self.measured)
        except Refused as error:
            self.trouble.setText(error.text)
            if error.code not in ("envelope_name", "envelope_taken"):
                self.drawing.show_profile(None)
                return
            self.drawing.show_profile(self.measured)
        else:
            self.trouble.setText("")
            self.drawing.show_profile(profile)
