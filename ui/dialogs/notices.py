"""Notices about a strike, for patients and for staff: read, copied, saved, and their templates."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.notices import FIELDS, Notice, NoticeKind, tidy_template
from rota.domain.windows import StrikeWindow
from rota.services.exporting import export_notice
from rota.services.notices import (
    built_in_template,
    notice,
    read_notice_template,
    reset_notice_template,
    save_notice_template,
)
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.dialogs.reading import NotingDialog
from ui.dialogs.save_as import ask_file
from ui.errors import present
from ui.newest import Newest
from ui.strike_words import short_title
from ui.theme import space
from ui.widgets import notice as notices
from ui.widgets.buttons import push_button
from ui.widgets.labels import Rule, text_label
from ui.widgets.reason_box import ReasonBox

KINDS = {NoticeKind.PUBLIC: "For &patients", NoticeKind.STAFF: "For &staff"}
FILES = "Web page (*.html);;Plain text (*.txt)"


class NoticesDialog(NotingDialog):
    """Shows the notice as it would go out now."""

    def __init__(self, desk: Desk, window: StrikeWindow, parent: QWidget | None) -> None:
        super().__init__(desk, "Notices", parent)
        self.setObjectName("dialog_notices")
        self._window = window
        self._made: Notice | None = None
        terms = window.terms
        when = formats.period(terms.start, terms.end, year=True)
        self.body.addWidget(text_label(f"{short_title(window)}, {when}", muted=True))
        row = QHBoxLayout()
        row.setSpacing(space(5))
        self.choices: dict[NoticeKind, QRadioButton] = {}
        for kind, text in KINDS.items():
            button = QRadioButton(text)
            button.setObjectName(f"notice_{kind}")
            row.addWidget(button)
            self.choices[kind] = button
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.notice)
        self.page = _page(self.tr("The notice"))
        self.body.addWidget(self.page, 1)
        self.copy = push_button(self.tr("Copy"), self._copy, name="notice_copy")
        self.save = push_button(
            self.tr("Save as…"), self._ask_where, name="notice_save", icon_name="export"
        )
        self.edit = push_button(
            self.tr("Edit the template…"), self._edit, name="notice_edit", icon_name="edit"
        )
        for widget in (self.copy, self.save, self.edit):
            self.buttons.addWidget(widget)
        self.choices[NoticeKind.PUBLIC].setChecked(True)
        self.choices[NoticeKind.PUBLIC].toggled.connect(lambda _on: self._read())
        desk.bus.changed.connect(self._changed)
        self.choices[NoticeKind.PUBLIC].setFocus()
        self.resize(space(200), space(155))
        self._read()

    @property
    def kind(self) -> NoticeKind:
        """Whom the notice shown is for."""
        is_public = self.choices[NoticeKind.PUBLIC].isChecked()
        return NoticeKind.PUBLIC if is_public else NoticeKind.STAFF

    def _read(self) -> None:
        desk, window_id = self._desk, self._window.window_id
        work = partial(notice, desk.storage, self.kind, window_id, desk.now())
        desk.jobs.run(work, self._show, self._refused)

    def _changed(self, _changes: Changes) -> None:
        self._read()

    def _show(self, made: Notice) -> None:
        if self.is_closed:
            return
        self._made = made
        self.notice.say("")
        self.page.setHtml(made.html)

    def _copy(self) -> None:
        if self._made is None:
            return
        copied = QMimeData()
        copied.setText(self._made.text)
        copied.setHtml(self._made.html)
        QGuiApplication.clipboard().setMimeData(copied)
        self.notice.say(self.tr("Copied."), Tone.COVERED)

    def _ask_where(self) -> None:
        name, title = f"strike-notice-{self.kind}.html", self.tr("Save the notice")
        ask_file(self, name, FILES, self._save, title)

    def _save(self, path: str) -> None:
        desk, window_id, out = self._desk, self._window.window_id, Path(path)
        work = partial(export_notice, desk.storage, self.kind, window_id, out, desk.now())
        desk.jobs.run(work, self._saved_as, self._refused)

    def _edit(self) -> None:
        TemplateDialog(self._desk, self.kind, self._window, self).open()


class TemplateDialog(ErrandDialog):
    """Writes a template; what it makes is shown beside it, and a field not known is refused."""

    def __init__(
        self, desk: Desk, kind: NoticeKind, window: StrikeWindow, parent: QWidget | None
    ) -> None:
        whom = KINDS[kind].replace("&", "").lower()
        super().__init__(desk, f"Template of the notice {whom}", "Save template", parent)
        self.setObjectName("dialog_template")
        self._kind, self._window = kind, window
        self._newest = Newest(desk.jobs, self)
        self.text = QPlainTextEdit()
        self.text.setObjectName("template_text")
        self.text.setAccessibleName(self.tr("Template"))
        self.text.setTabChangesFocus(True)
        self.fields = QComboBox()
        self.fields.setObjectName("template_fields")
        self.fields.setAccessibleName(self.tr("Put in a field"))
        self.fields.addItem(self.tr("Put in a field…"), "")
        for name, meaning in FIELDS[kind].items():
            self.fields.addItem(f"{name}: {meaning}", name)
        self.fields.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.fields.activated.connect(lambda _at: self._put_in())
        self.built_in: QPushButton = push_button(
            self.tr("Go back to ours"), self._go_back, name="template_reset"
        )
        self.page = _page(self.tr("What it makes"))
        self.problem = notices.Notice()
        self.reason = ReasonBox((self.tr("Wording agreed with communications"),))
        self._lay_out()
        self.resize(space(270), space(155))
        self.reason.editTextChanged.connect(lambda _text: self._wake())
        self._is_fine = False
        self._wake()
        read = partial(read_notice_template, desk.storage, kind)
        self._newest.ask(read, self._show_template, self._not_made)

    def work(self) -> Save:
        """Keep the template; the same as ours means going back to ours."""
        text, why, storage = self.text.toPlainText(), self.reason.why, self._desk.storage
        if tidy_template(self._kind, text) == tidy_template(
            self._kind, built_in_template(self._kind)
        ):
            return partial(reset_notice_template, storage, self._kind, why)
        return partial(save_notice_template, storage, self._kind, text, why)

    def _lay_out(self) -> None:
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretchFactor(self.body, 100)
        tools = QHBoxLayout()
        tools.setSpacing(space(2))
        tools.addWidget(self.fields, 1)
        tools.addWidget(self.built_in)
        left = QVBoxLayout()
        left.setSpacing(space(2))
        left.addLayout(tools)
        left.addWidget(self.text, 1)
        left.addWidget(self.problem)
        left.addLayout(self.reason.with_label())
        right = QVBoxLayout()
        right.setSpacing(space(2))
        right.addWidget(text_label(self.tr("What it makes"), bold=True))
        right.addWidget(self.page, 1)
        sides = QHBoxLayout()
        sides.setSpacing(space(4))
        sides.addLayout(left, 1)
        sides.addWidget(Rule(upright=True))
        sides.addLayout(right, 1)
        self.body.addLayout(sides, 1)

    def _show_template(self, text: str) -> None:
        self.text.setPlainText(text)
        self.text.textChanged.connect(self._look)
        self.text.setFocus()
        self._look()

    def _look(self) -> None:
        """Make the notice from what is written."""
        self._is_fine = False
        self._wake()
        desk, text = self._desk, self.text.toPlainText()
        window_id = self._window.window_id
        work = partial(notice, desk.storage, self._kind, window_id, desk.now(), text)
        self._newest.ask(work, self._made, self._not_made)

    def _made(self, made: Notice) -> None:
        self._is_fine = True
        self.problem.say("")
        self.page.setHtml(made.html)
        self._wake()

    def _not_made(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self.problem.say(error.text, Tone.SHORT)
        else:
            present(error, self)

    def _put_in(self) -> None:
        name = self.fields.currentData()
        if name:
            self.text.insertPlainText("{{" + name + "}}")
        self.fields.setCurrentIndex(0)
        self.text.setFocus()

    def _go_back(self) -> None:
        self.text.setPlainText(built_in_template(self._kind))
        self.text.setFocus()

    def _saving(self, is_saving: bool) -> None:
        super()._saving(is_saving)
        self._wake()

    def _wake(self) -> None:
        ready = self._is_fine and not self._is_saving and bool(self.reason.why)
        self.save.setEnabled(ready)


def _page(spoken: str) -> QTextBrowser:
    page = QTextBrowser()
    page.setObjectName("notice_page")
    page.setAccessibleName(spoken)
    page.setOpenLinks(False)
    return page
