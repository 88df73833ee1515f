"""Every wording of the hospital's letters: what is in use, what is being drafted, and buttons."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from rota.domain.changes import Changes, Kind
from rota.domain.errors import Refused, Unavailable
from rota.domain.letter_wording import Wording, WordingForm, WordingState
from rota.domain.wording_file import file_name
from rota.services.wording_files import export_wording, import_wording
from rota.services.wording_versions import Drafted, retire
from rota.services.wordings import WordingPlace, language_name, to_translate, wording_places
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.reason import Question, ReasonDialog
from ui.dialogs.save_as import ask_file
from ui.dialogs.wording_history import HistoryDialog
from ui.dialogs.wording_opening import OpenWording
from ui.errors import present, sentence
from ui.folders import keep_print_folder, print_folder
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.flow import FlowLayout
from ui.widgets.notice import Notice
from ui.widgets.table_view import TableView
from ui.wording import code_words
from ui.wording_words import in_use_words, kind_words, place_words, state_tone, version_words


def about_words() -> str:
    """What a person should know of wordings before anything else."""
    return QCoreApplication.translate(
        "WordingSection",
        "English letters print in the words that come with the program until you approve "
        "words of your own. Translations and easy read are never printed before that.",
    )


class WordingSection(QWidget):
    """A table of kinds of letters by language, and what can be done with the chosen one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wording_section")
        self._desk = desk
        self._opening = OpenWording(desk, self)
        self.notice = Notice()
        self.model = TableModel(
            self._columns(), lambda row: (row.kind, row.language, row.form), parent=self
        )
        self.table = TableView(self.model, self.tr("Wordings of letters"), name="wordings")
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.rows_chosen.connect(lambda _rows: self._able())
        self.table.row_activated.connect(self._edit_row)
        self.edit = push_button(self.tr("Edit…"), self._edit, name="wording_edit_it")
        self.new = push_button(self.tr("New version…"), self._new, name="wording_new")
        self.approve = push_button(self.tr("Approve…"), self._approve, name="wording_approve_it")
        self.retire = push_button(self.tr("Retire…"), self._retire, name="wording_retire")
        self.export = push_button(self.tr("Export…"), self._export, name="wording_export")
        self.load = push_button(self.tr("Import…"), self._import, name="wording_import")
        self.history = push_button(self.tr("History…"), self._history, name="wording_history")
        row = FlowLayout(space(2))
        for button in (
            self.edit,
            self.new,
            self.approve,
            self.retire,
            self.history,
            self.export,
            self.load,
        ):
            row.addWidget(button)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(2))
        down.addWidget(self.notice)
        down.addWidget(self.table, 1)
        down.addLayout(row)
        desk.bus.changed.connect(self._changed)
        self._able()

    def read(self) -> None:
        """Ask for every wording again."""
        desk = self._desk
        work = partial(wording_places, desk.storage, desk.tools.rules.letters)
        desk.jobs.run(work, self._show)

    @property
    def chosen(self) -> WordingPlace | None:
        """The place the cursor is on."""
        rows = self.table.chosen
        return rows[0] if rows else None

    def _columns(self) -> tuple[Column[WordingPlace], ...]:
        rules = self._desk.tools.rules.letters
        return (
            Column("Letter", lambda row: kind_words(row.kind), width=21),
            Column("Language", lambda row: language_name(rules, row.language), width=9),
            Column("Form", lambda row: code_words(row.form), width=12),
            Column("In use", in_use_words, tone=_use_tone, width=24),
            Column("Draft", _draft_words, tone=_draft_tone, width=20),
            Column("Versions", _versions, lambda row: len(row.versions), width=8),
        )

    def _show(self, places: tuple[WordingPlace, ...]) -> None:
        self.model.replace(places)
        self._able()

    def _changed(self, changes: Changes) -> None:
        if Kind.SETTINGS in changes.kinds and self.isVisible():
            self.read()

    def _able(self) -> None:
        place = self.chosen
        draft = place.draft if place else None
        retirable = draft or (place.in_use if place else None)
        self.edit.setEnabled(place is not None)
        self.new.setEnabled(place is not None)
        self.approve.setEnabled(draft is not None)
        self.retire.setEnabled(retirable is not None and retirable.wording_id is not None)
        self.export.setEnabled(place is not None)
        self.history.setEnabled(place is not None)

    def _edit_row(self, _row: object) -> None:
        self._edit()

    def _edit(self) -> None:
        """Edit the draft, or begin one."""
        if self.chosen is not None:
            self._opening.edit(self.chosen)

    def _new(self) -> None:
        if self.chosen is not None:
            self._opening.begin(self.chosen, self.chosen.newest)

    def _approve(self) -> None:
        if self.chosen is not None and self.chosen.draft is not None:
            self._opening.edit(self.chosen, then_approve=True)

    def _history(self) -> None:
        place = self.chosen
        if place is None:
            return
        dialog = HistoryDialog(self._desk, place, self)
        dialog.begun.connect(partial(self._opening.begin, place))
        dialog.opened.connect(partial(self._opening.look, place))
        dialog.open()

    def _retire(self) -> None:
        place = self.chosen
        wording = (place.draft or place.in_use) if place else None
        if wording is None or wording.wording_id is None:
            return
        rules = self._desk.tools.rules.letters
        what = f"{place_words(rules, wording)}, {version_words(wording)}."
        if wording.state is WordingState.DRAFT:
            said = self.tr("The draft is kept, but nobody can change or approve it any more.")
        elif wording.form is WordingForm.LETTER and wording.language == "en-GB":
            said = self.tr("Letters then go by the words that come with the program.")
        else:
            said = self.tr("Letters that need it then wait until another version is approved.")
        question = Question(
            self.tr("Retire a wording"),
            f"{what} {said}",
            self.tr("Retire"),
            (self.tr("Replaced by a better one"), self.tr("A mistake in the words")),
        )
        save = partial(self._retired, wording.wording_id)
        ReasonDialog(self._desk, question, save, self).open()

    def _retired(self, wording_id: int, why: str, _choice: str) -> Changes:
        return retire(self._desk.storage, self._desk.tools.rules.letters, wording_id, why)

    def _export(self) -> None:
        place, desk = self.chosen, self._desk
        if place is None:
            return
        if place.newest is not None:
            self._ask_where(place.newest)
            return
        work = partial(to_translate, desk.storage, desk.tools.rules.letters, place)
        desk.jobs.run(work, self._ask_where, self._refused)

    def _ask_where(self, wording: Wording | None) -> None:
        if wording is None:
            self.notice.say(self.tr("There is no text in this language yet."), Tone.WARNING)
            return
        ask_file(self, file_name(wording), self.tr("Text (*.txt)"), partial(self._write, wording))

    def _write(self, wording: Wording, path: str) -> None:
        keep_print_folder(Path(path).parent)
        work = partial(export_wording, wording, Path(path))
        self._desk.jobs.run_pure(work, self._written, self._refused)

    def _written(self, path: Path) -> None:
        self.notice.say(self.tr("Saved: {path}").format(path=path), Tone.COVERED)

    def _import(self) -> None:
        dialog = QFileDialog(self, self.tr("Import a wording"), str(print_folder()))
        dialog.setObjectName("open_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Text (*.txt)"), self.tr("Every file (*)")])
        dialog.fileSelected.connect(self.take_file)
        dialog.open()

    def take_file(self, path: str) -> None:
        """Keep a file's text as a draft."""
        desk = self._desk
        work = partial(import_wording, desk.storage, desk.tools.rules.letters, Path(path))
        desk.jobs.run(work, self._taken, self._refused)

    def _taken(self, done: Drafted) -> None:
        rules = self._desk.tools.rules.letters
        self.notice.say(
            self.tr(
                "Kept as a draft: {what}, {version}. Edit it to see what is left to do."
            ).format(what=place_words(rules, done.wording), version=version_words(done.wording)),
            Tone.COVERED,
        )
        self._desk.bus.publish(done.changes)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, Refused | Unavailable):
            self.notice.say(sentence(error), Tone.SHORT)
        else:
            present(error, self)


def _use_tone(row: WordingPlace) -> Tone | None:
    return Tone.WARNING if row.in_use is None else state_tone(row.in_use)


def _draft_words(row: WordingPlace) -> str:
    if row.draft is not None:
        return version_words(row.draft).capitalize()
    return "The program's draft" if row.in_use is None and row.shipped else ""


def _draft_tone(_row: WordingPlace) -> Tone | None:
    return Tone.WARNING


def _versions(row: WordingPlace) -> str:
    return str(len(row.versions)) if row.versions else ""
