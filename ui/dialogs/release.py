"""Letting a held letter go: one person asks and says why, another one answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.releases import RELEASABLE, Release
from rota.domain.suppression import HOLDS
from rota.services.letter_queue import QueuedLetter
from rota.services.releases import answer_release, ask_release
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.models.visits import listed_name
from ui.permits import own_name
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph
from ui.widgets.reason_box import ReasonBox
from ui.wording import capital, holds_in_short

WIDE = 120


class AskReleaseDialog(ErrandDialog):
    """Why a letter may go all the same; for a named way also where to, and who takes it."""

    def __init__(
        self, desk: Desk, rows: Sequence[QueuedLetter], code: str, who: str, parent: QWidget | None
    ) -> None:
        super().__init__(desk, "Ask for release", "Ask for release", parent)
        self.setObjectName("dialog_release")
        self._rows, self._code = tuple(rows), code
        way = RELEASABLE[code]
        first = self._rows[0]
        said = self.tr("{name}: {hold}.\nBy asking you say: {meaning}").format(
            name=listed_name(first.visit), hold=holds_in_short((code,)), meaning=way.text
        )
        about = paragraph(said)
        about.setMinimumWidth(space(WIDE))
        self.body.addWidget(about)
        also = self.tr("A second person must agree before the letter can be printed.")
        self.body.addWidget(paragraph(also, muted=True))
        self.why = ReasonBox()
        self.body.addLayout(self.why.with_label())
        form = QFormLayout()
        form.setHorizontalSpacing(space(3))
        form.setVerticalSpacing(space(2))
        self.address = QPlainTextEdit()
        self.address.setObjectName("release_address")
        self.address.setAccessibleName(self.tr("In the window of the envelope"))
        self.address.setTabChangesFocus(True)
        self.address.setFixedHeight(space(26))
        self.address.setPlaceholderText(self.tr("Who it is for, then where to: 2 to 7 lines"))
        self.hand_to = _field("release_hand_to", self.tr("Who takes it by hand"))
        self.who = _field("release_who", self.tr("Asked by"))
        self.who.setText(who)
        own_name(self.who, desk.storage.user)
        if way.needs_address:
            form.addRow(self.tr("In the &window"), self.address)
        if way.by_hand:
            form.addRow(self.tr("&Taken by"), self.hand_to)
        form.addRow(self.tr("Asked &by"), self.who)
        self.body.addLayout(form)
        self.why.editTextChanged.connect(self._look)
        self._look()
        self.why.setFocus()

    def work(self) -> Save:
        """Ask for every letter of this patient that the same reason holds."""
        way = RELEASABLE[self._code]
        address = tuple(self.address.toPlainText().splitlines()) if way.needs_address else ()
        hand_to = self.hand_to.text().strip() if way.by_hand else ""
        ids = tuple(row.appointment_id for row in self._rows)
        return partial(
            _asked, self._desk, ids, self._code, self.why.why, self.who.text().strip(),
            address, hand_to,
        )  # fmt: skip

    def _look(self) -> None:
        self.save.setEnabled(bool(self.why.why))


class AnswerReleaseDialog(ErrandDialog):
    """What was asked, by whom and why; somebody else agrees or does not."""

    def __init__(self, desk: Desk, release: Release, name: str, parent: QWidget | None) -> None:
        super().__init__(desk, "May this letter go?", "Yes, let it go", parent)
        self.setObjectName("dialog_answer_release")
        self._release = release
        self._yes = True
        way = RELEASABLE[release.code]
        said = self.tr("{name}: {hold}").format(
            name=name, hold=capital(holds_in_short((release.code,)))
        )
        parts = [
            said,
            HOLDS[release.code].text if release.code in HOLDS else "",
            self.tr("To be answered for: {what}").format(what=way.text),
            self.tr("{who} asked on {when}: {why}").format(
                who=release.asked_by, when=formats.moment(release.asked_at), why=release.why
            ),
        ]
        if release.address:
            where = ", ".join(release.address)
            parts.append(self.tr("In the window: {lines}").format(lines=where))
        if release.hand_to:
            parts.append(self.tr("Taken by: {who}").format(who=release.hand_to))
        for part in filter(None, parts):
            line = paragraph(part)
            line.setMinimumWidth(space(WIDE))
            self.body.addWidget(line)
        self.who = _field("answer_who", self.tr("Answered by"))
        self.who.setPlaceholderText(self.tr("Somebody else than who asked"))
        own_name(self.who, desk.storage.user)
        form = QFormLayout()
        form.setHorizontalSpacing(space(3))
        form.addRow(self.tr("Answered &by"), self.who)
        self.body.addLayout(form)
        self.no = push_button(self.tr("&No, hold it"), self._say_no, name="release_no")
        self.body.addWidget(self.no, 0, Qt.AlignmentFlag.AlignLeft)
        self.who.textChanged.connect(self._look)
        self._look()
        self.who.setFocus()

    def work(self) -> Save:
        """The answer, with who gives it."""
        who = self.who.text().strip()
        if not who:
            raise Refused("who_missing", self.tr("Say who answers."))
        yes, self._yes = self._yes, True
        return partial(_answered, self._desk, self._release.release_id, yes, who)

    def _say_no(self) -> None:
        self._yes = False
        self.go()

    def _look(self) -> None:
        has_name = bool(self.who.text().strip())
        self.save.setEnabled(has_name)
        self.no.setEnabled(has_name)


def _asked(
    desk: Desk,
    ids: tuple[str, ...],
    code: str,
    why: str,
    who: str,
    address: tuple[str, ...],
    hand_to: str,
) -> Changes:
    rules = desk.tools.rules.letters
    done = ask_release(desk.storage, rules, ids, code, why, who, desk.now(), address, hand_to)
    return done.changes


def _answered(desk: Desk, release_id: int, yes: bool, who: str) -> Changes:
    return answer_release(desk.storage, release_id, yes, who, desk.now()).changes


def _field(name: str, spoken: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(spoken)
    return field
