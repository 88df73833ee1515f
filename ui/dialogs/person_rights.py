"""Everything kept about one person, handed out or deleted for good."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.times import Clock
from rota.services.ports import Storage
from rota.services.print_files import write_whole
from rota.services.rights import ErasurePreview, Who, erase_person, preview_erasure
from rota.services.subject_access import archive, kept_about
from rota.services.tools import Tools
from rota.services.windows import count_of
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.dialogs.reading import NotingDialog
from ui.dialogs.save_as import SaveAsRow
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.form_fields import Form, line
from ui.widgets.labels import paragraph


class Whom(Form):
    """A patient or a member of staff, by their number."""

    def __init__(self) -> None:
        super().__init__()
        self.who = QComboBox()
        self.who.setObjectName("rights_who")
        self.who.setAccessibleName("Whose records")
        self.who.addItem("A patient, by hospital number", Who.PATIENT.value)
        self.who.addItem("A member of staff, by staff number", Who.STAFF.value)
        self.ref = line("Number", "rights_ref")
        self.put("&Whose records", self.who)
        self.put("&Number", self.ref)

    @property
    def said(self) -> tuple[Who, str]:
        """Who is meant."""
        return Who(self.who.currentData()), self.ref.text().strip()


class KeptDialog(NotingDialog):
    """Writes everything kept about one person into an archive, to be given to them."""

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__(desk, "Everything kept about this person", parent)
        self.setObjectName("dialog_kept")
        said = paragraph(
            self.tr(
                "A readable PDF, the same as data, and copies of their letters, in one archive. "
                "Colleagues stand in it as a member of staff. Read it through before you hand it "
                "out: what somebody typed may name other people."
            )
        )
        said.setMinimumWidth(space(105))
        self.whom = Whom()
        self.row = SaveAsRow("kept", "kept-about-you.zip", "Archive (*.zip)")
        self.write = push_button(self.tr("Write it"), self.go, name="kept_go", primary=True)
        self.foot.addWidget(self.write)
        self.whom.ref.textChanged.connect(self._look)
        self.body.addWidget(said)
        self.body.addLayout(self.whom)
        self.body.addLayout(self.row)
        self.body.addWidget(self.notice)
        self._look()

    def go(self) -> None:
        """Read and write it, off the window's thread."""
        self.write.setEnabled(False)
        desk, out = self._desk, self.row.out("kept-about-you.zip")
        work = partial(_write, desk.tools, desk.storage, *self.whom.said, out, desk.now)
        desk.jobs.run(work, partial(self._written, out), self._not_written)

    def _look(self) -> None:
        self.write.setEnabled(bool(self.whom.said[1]))

    def _written(self, out: Path, changes: Changes) -> None:
        if not self.is_closed:
            self._look()
        self._saved_as(out)
        self._desk.bus.publish(changes)

    def _not_written(self, error: BaseException) -> None:
        if not self.is_closed:
            self._look()
        self._refused(error)


def _write(tools: Tools, storage: Storage, who: Who, ref: str, out: Path, now: Clock) -> Changes:
    found, changes = kept_about(storage, who, ref)
    made = archive(found, tools.rules.retention.words, tools.papers, tools.typesetter(), now())
    write_whole(out, made)
    return changes


class EraseDialog(ErrandDialog):
    """Shows what would go, then deletes it once the number is typed again."""

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__(desk, "Delete a person for good", "Delete for good", parent)
        self.setObjectName("dialog_erase")
        self._seen: ErasurePreview | None = None
        said = paragraph(
            self.tr(
                "Everything about them goes, in the history and in print files too. It cannot be "
                "undone. If the hospital's own list names them, the next import brings them back: "
                "have them taken off that list first."
            )
        )
        said.setMinimumWidth(space(105))
        self.whom = Whom()
        self.look = push_button(self.tr("&Show what would go"), self._preview, name="erase_look")
        self.found = paragraph()
        self.found.setObjectName("erase_found")
        self.again = line(self.tr("Type the number again"), "erase_again")
        self.why = line(self.tr("Reason"), "erase_why", hint=self.tr("names nobody"))
        form = Form()
        form.put(self.tr("Type the number &again"), self.again)
        form.put(self.tr("&Reason, to go past what speaks against it"), self.why)
        for field in (self.whom.ref, self.again, self.why):
            field.textChanged.connect(self._look)
        self.whom.who.currentIndexChanged.connect(self._look)
        self.body.addWidget(said)
        self.body.addLayout(self.whom)
        self.body.addWidget(self.look)
        self.body.addWidget(self.found)
        self.body.addLayout(form)
        self._look()

    def work(self) -> Save:
        """The deletion."""
        who, ref = self.whom.said
        if self.again.text().strip() != ref:
            raise Refused("not_the_same", self.tr("The two numbers are not the same."))
        desk = self._desk
        return partial(_erase, desk.tools, desk.storage, who, ref, desk.now, self.why.text())

    def _preview(self) -> None:
        self.refuse("")
        desk = self._desk
        work = partial(preview_erasure, desk.storage, *self.whom.said, desk.now())
        desk.jobs.run(work, self._show, self._failed)

    def _show(self, found: ErasurePreview) -> None:
        self._seen = found
        self.found.setText("\n".join(preview_words(found)))
        self._look()

    def _look(self) -> None:
        who, ref = self.whom.said
        is_seen = self._seen is not None and (self._seen.who, self._seen.ref) == (who, ref)
        if not is_seen:
            self.found.setText("")
        self.look.setEnabled(bool(ref))
        against = self._seen.objections if self._seen is not None else ()
        is_free = not any(each.is_final for each in against)
        is_free = is_free and (not against or bool(self.why.text().strip()))
        typed = self.again.text().strip() == ref
        self.save.setEnabled(is_seen and is_free and typed and bool(ref))


def _erase(tools: Tools, storage: Storage, who: Who, ref: str, now: Clock, why: str) -> Changes:
    return erase_person(storage, who, ref, tools.typesetter().cut, now(), why)[1]


def preview_words(found: ErasurePreview) -> list[str]:
    """Say what would go, what speaks against it, and what stays."""
    erased = found.erased
    lines = [
        f"{count_of(erased.total, 'record', 'records')}, "
        f"{count_of(erased.pages, 'page', 'pages')} of print files, "
        f"{count_of(erased.texts, 'text', 'texts')} with their name or number, "
        f"{count_of(erased.history, 'value', 'values')} and "
        f"{count_of(erased.sentences, 'sentence', 'sentences')} of the history.",
        *(f"Against it: {each.text}" for each in found.objections),
    ]
    if erased.alone:
        alone = count_of(len(erased.alone), "text has", "texts have")
        lines.append(f"{alone} the surname by itself, perhaps somebody else's: they stay.")
    if found.same_number:
        lines.append(f"The same NHS number is also under {', '.join(found.same_number)}.")
    if found.backups and found.copies_until is not None:
        lines.append(
            f"{count_of(len(found.backups), 'copy', 'copies')} made before may still hold them. "
            f"Backups are gone by {formats.moment(found.copies_until)}, but the newest stays until "
            "another is made; files set aside by a restore stay until you delete them."
        )
    return lines
