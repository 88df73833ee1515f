"""Setting a period, and putting a hold on records."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from rota.domain.retention import LONGEST, About
from rota.services.retention import PeriodHere, hold, set_period
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.form_fields import Form, line
from ui.widgets.labels import paragraph
from ui.widgets.reason_box import ReasonBox

DECIDED = ("The information governance lead decided", "The trust's retention policy")
HELD = ("A court or tribunal", "A complaint", "A public inquiry")


class PeriodDialog(ErrandDialog):
    """How many days one kind of record is kept, and why."""

    def __init__(self, desk: Desk, here: PeriodHere, parent: QWidget | None) -> None:
        super().__init__(desk, "Change a period", "Save", parent)
        self.setObjectName("dialog_period")
        self._kind = here.period.kind
        said = paragraph(f"{here.period.name}: {here.period.what}.")
        said.setMinimumWidth(space(105))
        self.days = QSpinBox()
        self.days.setObjectName("period_days")
        self.days.setAccessibleName(self.tr("Days"))
        self.days.setRange(0, LONGEST)
        self.days.setSuffix(self.tr(" days"))
        self.days.setValue(here.days)
        form = Form()
        form.put(self.tr("&Deleted after"), self.days)
        self.reason = ReasonBox(DECIDED)
        self.reason.editTextChanged.connect(self._look)
        self.body.addWidget(said)
        self.body.addLayout(form)
        self.body.addWidget(paragraph(f"Counted from: {here.period.after}.", muted=True))
        self.body.addLayout(self.reason.with_label())
        self._look()

    def work(self) -> Save:
        """The period, with its reason."""
        book = self._desk.tools.rules.retention
        return partial(
            set_period, self._desk.storage, book, self._kind, self.days.value(), self.reason.why
        )

    def _look(self) -> None:
        self.save.setEnabled(bool(self.reason.why))


class HoldDialog(ErrandDialog):
    """What is kept whatever its period says, and why."""

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__(desk, "Put a hold on records", "Put the hold", parent)
        self.setObjectName("dialog_hold")
        said = paragraph(
            self.tr(
                "What it is about is not deleted until the hold is lifted. While a strike is held, "
                "no patient and no member of staff is deleted either."
            )
        )
        said.setMinimumWidth(space(105))
        self.about = QComboBox()
        self.about.setObjectName("hold_about")
        self.about.setAccessibleName(self.tr("About"))
        for about, text in (
            (About.PATIENT, self.tr("A patient, by hospital number")),
            (About.STAFF, self.tr("A member of staff, by staff number")),
            (About.WINDOW, self.tr("A strike, by its number")),
            (About.EVERYTHING, self.tr("Everything")),
        ):
            self.about.addItem(text, about.value)
        self.ref = line(self.tr("Number"), "hold_ref")
        form = Form()
        form.put(self.tr("&About"), self.about)
        form.put(self.tr("&Number"), self.ref)
        self.reason = ReasonBox(HELD)
        self.reason.editTextChanged.connect(self._look)
        self.ref.textChanged.connect(self._look)
        self.about.currentIndexChanged.connect(self._look)
        self.body.addWidget(said)
        self.body.addLayout(form)
        self.body.addLayout(self.reason.with_label())
        self._look()

    def work(self) -> Save:
        """The hold, with its reason."""
        ref = self.ref.text().strip() if self.ref.isEnabled() else ""
        return partial(hold, self._desk.storage, self._about, ref, self.reason.why)

    @property
    def _about(self) -> About:
        return About(self.about.currentData())

    def _look(self) -> None:
        whole = self._about is About.EVERYTHING
        self.ref.setEnabled(not whole)
        named = whole or bool(self.ref.text().strip())
        self.save.setEnabled(bool(self.reason.why) and named)
