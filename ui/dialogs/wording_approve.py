"""Asks who approves a wording, after every sample letter of it has been typeset."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.languages import ENGLISH
from rota.domain.letter_wording import Wording
from rota.domain.wording_samples import SampleGround
from rota.services.ports import Typesetter
from rota.services.wording_checks import WordingCheck, check_wording, samples_of
from rota.services.wording_versions import approve
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.permits import own_name
from ui.theme import space
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.wording_difference import DifferenceView
from ui.wording_words import place_words, version_words

WIDE = 110
SHOWN = 4


class ApproveDialog(ErrandDialog):
    """Freezes a draft for good; ``check`` says what was found once the samples are made."""

    def __init__(
        self,
        desk: Desk,
        ground: SampleGround,
        typesetter: Typesetter,
        wording: Wording,
        parent: QWidget | None,
    ) -> None:
        super().__init__(desk, "Approve this wording", "Approve", parent)
        self.setObjectName("dialog_approve_wording")
        self._wording = wording
        self.check: WordingCheck | None = None
        rules = desk.tools.rules.letters
        what = f"{place_words(rules, wording)}, {version_words(wording)}."
        said = paragraph(
            what
            + " "
            + self.tr(
                "From then on letters are written by it, and its words never change. The version "
                "in use before is kept to be looked at."
            )
        )
        said.setMinimumWidth(space(WIDE))
        self.body.addWidget(said)
        self.found = Notice()
        self.body.addWidget(self.found)
        self.warned = Notice()
        self.warned.setObjectName("approve_warnings")
        self.body.addWidget(self.warned)
        self.differs = text_label()
        self.differs.hide()
        self.body.addWidget(self.differs)
        self.difference = DifferenceView()
        self.difference.setFixedHeight(space(35))
        self.difference.hide()
        self.body.addWidget(self.difference)
        self.who = _line("approve_who", self.tr("Approved by"))
        own_name(self.who, desk.storage.user)
        self.checked_by = _line("approve_checked_by", self.tr("Translation checked by"))
        form = QFormLayout()
        form.setHorizontalSpacing(space(3))
        form.setVerticalSpacing(space(2))
        form.addRow(self.tr("&Approved by"), self.who)
        if wording.language != ENGLISH:
            form.addRow(self.tr("&Translation checked by"), self.checked_by)
        self.body.addLayout(form)
        self.save.setEnabled(False)
        number = len(samples_of(wording))
        self.found.say(self.tr("Making {n} sample letters…").format(n=number))
        work = partial(check_wording, ground, typesetter, wording)
        desk.jobs.run_pure(work, self._checked, self._failed)
        self.who.setFocus()

    def work(self) -> Save:
        """Approve what was checked."""
        if self.check is None:
            raise Refused("not_checked", self.tr("The sample letters are still being made."))
        assert self._wording.wording_id is not None
        return partial(self._approve, self._wording.wording_id, self.check)

    def _approve(self, wording_id: int, check: WordingCheck) -> Changes:
        storage, rules = self._desk.storage, self._desk.tools.rules.letters
        return approve(storage, rules, wording_id, check, self.who.text(), self.checked_by.text())

    def _checked(self, check: WordingCheck) -> None:
        self.check = check
        blockers = check.blockers
        if not blockers:
            said = self.tr("All {n} sample letters print as they should.")
            self.found.say(said.format(n=len(samples_of(self._wording))), Tone.COVERED)
        else:
            text = self.tr("It cannot be approved yet: {why}")
            shown = "\n".join(blockers[:SHOWN])
            self.found.say(text.format(why=shown), Tone.SHORT)
        self.warned.say("\n".join(check.warnings), Tone.WARNING)
        if check.before is not None:
            self.difference.compare(check.before, self._wording.body)
            self.differs.setText(
                self.tr("What differs from the words in use ({n} lines)").format(
                    n=self.difference.changed_lines
                )
            )
            self.differs.show()
            self.difference.setVisible(self.difference.changed_lines > 0)
        self.save.setEnabled(not blockers)


def _line(name: str, spoken: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(spoken)
    field.setMaxLength(200)
    return field
