"""A head of department signs: everything that is sealed is on screen, and nothing else is."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from rota.domain.errors import Refused
from rota.domain.sign_offs import SeenLine, changed_since
from rota.services.review import DepartmentReview, ReviewView, read_review
from rota.services.sign_offs import sign
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.permits import keep_typed, last_typed, own_name
from ui.review_words import change_words, seal_words, section_words
from ui.theme import space
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice

NAME_KEPT, ROLE_KEPT = "review_name", "review_role"
"""Under these what was typed last is remembered on this computer, where nobody signs in."""


class SignOffDialog(ErrandDialog):
    """Shows what is signed line by line; where that is no longer so, what has changed."""

    def __init__(
        self, desk: Desk, window_id: int, each: DepartmentReview, parent: QWidget | None
    ) -> None:
        super().__init__(desk, "Sign off", "Sign off", parent)
        self.setObjectName("dialog_sign_off")
        self._window_id, self._seen = window_id, each
        user = desk.storage.user
        self.about = paragraph()
        self.news = Notice()
        self.lines = QPlainTextEdit()
        self.lines.setObjectName("sign_off_lines")
        self.lines.setAccessibleName(self.tr("What is signed"))
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.lines.setMinimumSize(space(150), space(52))
        self.seal = text_label(muted=True)
        self.seal.setObjectName("sign_off_seal")
        self.name = _line("sign_off_name", last_typed(NAME_KEPT, user), "such as Dr Carol Reid")
        own_name(self.name, user)
        self.role = _line("sign_off_role", last_typed(ROLE_KEPT, user), "such as clinical director")
        self.note = _line("sign_off_note", "", "such as agreed at the noon meeting")
        form = QFormLayout()
        form.setHorizontalSpacing(space(4))
        form.setVerticalSpacing(space(2))
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&Role"), self.role)
        form.addRow(self.tr("N&ote"), self.note)
        for widget in (self.about, self.news, self.lines, self.seal):
            self.body.addWidget(widget)
        self.body.addLayout(form)
        self.body.addWidget(
            paragraph(
                self.tr(
                    "These lines are kept with the signature and sealed with the revision of the "
                    "strike. Later changes are not stopped: they show as changes since you signed."
                ),
                muted=True,
            )
        )
        for field in (self.name, self.role):
            field.textChanged.connect(lambda _text: self._look())
        self._show(each)
        self._look()
        (self.role if self.name.text() else self.name).setFocus()

    def work(self) -> Save:
        """The signature, under the seal of what is on screen."""
        user = self._desk.storage.user
        keep_typed(NAME_KEPT, self.name.text(), user)
        keep_typed(ROLE_KEPT, self.role.text(), user)
        return partial(
            sign,
            self._desk.storage,
            self._desk.tools.rules,
            self._window_id,
            self._seen.department,
            self.name.text(),
            self.role.text(),
            self.note.text(),
            self._seen.seen_sha256,
            self._desk.now(),
        )

    def _show(self, each: DepartmentReview) -> None:
        self._seen = each
        facts = formats.count(len(each.seen), "line")
        self.about.setText(f"{each.department}: {facts} are signed, as they are now.")
        self.lines.setPlainText(_in_sections(each.seen))
        self.seal.setText(self.tr("Seal {seal}").format(seal=seal_words(each.seen_sha256)))

    def _failed(self, error: BaseException) -> None:
        super()._failed(error)
        if isinstance(error, Refused) and error.code == "changed_meanwhile":
            self._saving(True)
            read = partial(
                read_review,
                self._desk.storage,
                self._window_id,
                self._desk.tools.rules,
                self._desk.now(),
                (self._seen.department,),
            )
            self._desk.jobs.run(read, self._read_again, super()._failed)

    def _read_again(self, view: ReviewView) -> None:
        self._saving(False)
        each = view.department(self._seen.department)
        if each is None:
            return
        changes = changed_since(self._seen.seen, each.seen)
        some = "\n".join(change_words(change) for change in changes[:4])
        more = len(changes) - 4
        some += self.tr("\nand {n} more").format(n=formats.number(more)) if more > 0 else ""
        self.news.say(some or self.tr("The strike was revised."), Tone.WARNING)
        self._show(each)
        self._look()

    def _look(self) -> None:
        self.save.setEnabled(bool(self.name.text().strip() and self.role.text().strip()))


def _in_sections(lines: tuple[SeenLine, ...]) -> str:
    """The lines under their headings."""
    parts: list[str] = []
    section = ""
    for each in lines:
        if each.section != section:
            section = each.section
            parts += ["", section_words(section)] if parts else [section_words(section)]
        parts.append(f"  {each.text}")
    return "\n".join(parts)


def _line(name: str, text: str, hint: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setObjectName(name)
    field.setPlaceholderText(hint)
    field.setMinimumWidth(space(80))
    return field
