"""The part of the settings about backups: how they are made, which there are, and putting back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QSpinBox

from rota.domain.backups import MOST_MINUTES, WHY_WORDS, Backup
from rota.domain.permissions import Area, may
from rota.services.backups import BackupsKept, read_backups, save_policy
from rota.services.letter_settings import LetterSettings
from ui import formats
from ui.backing_up import Backups
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.restoring import LackingDialog, RestoreDialog, lacking_words
from ui.models.table import Column, TableModel
from ui.theme import space
from ui.widgets.buttons import push_button
from ui.widgets.fitted_table import FittedTable
from ui.widgets.flow import FlowLayout
from ui.widgets.form_fields import Form
from ui.widgets.notice import Notice
from ui.widgets.settings_fields import put_text, setting, text_of
from ui.widgets.settings_section import Save, SettingsSection
from ui.wording import capital

RESTORED = "restored"
"""What the window is left for, to open again on what was put back."""


class BackupsSection(SettingsSection):
    """``leave_asked`` closes the window once a backup was put back, to open it again."""

    key, title, icon = "backups", "Backups", "backup"
    has_sample, area = False, Area.BACKUPS
    leave_asked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            self.tr(
                "Whole copies of the hospital file, checked when they are made: by themselves "
                "while something changes, before each import and before a strike is called off. "
                "Older ones are thinned to one an hour, a day and a month."
            ),
        )
        self._backing: Backups | None = None
        self._kept = BackupsKept()
        self._head = 0
        self.waits, self.fault = Notice(), Notice()
        self.waits.setObjectName("restored_notice")
        self.fault.setObjectName("backup_fault")
        self.waits.add(push_button(self.tr("&Look…"), self._look_at_lacking, name="look_lacking"))
        self.minutes = QSpinBox()
        self.minutes.setObjectName("backup_minutes")
        self.minutes.setAccessibleName(self.tr("Minutes between backups"))
        self.minutes.setRange(0, MOST_MINUTES)
        self.minutes.setSuffix(self.tr(" minutes"))
        self.minutes.setSpecialValueText(self.tr("not by themselves"))
        self.minutes.valueChanged.connect(self.field_edited)
        hint = self.tr("a folder on another disk or a share")
        self.second = setting(self.tr("Second place"), "second_place", hint)
        self.second.textChanged.connect(self.field_edited)
        form = Form()
        form.put(self.tr("&Make one every"), self.minutes)
        form.put(self.tr("Second &place"), self.second)
        columns: tuple[Column[Backup], ...] = (
            Column(
                self.tr("Made"), lambda row: formats.moment(row.at), lambda row: row.at, width=20
            ),
            Column(self.tr("Why"), lambda row: capital(WHY_WORDS[row.why]), width=30),
            Column(
                self.tr("Size"),
                lambda row: self.tr("{size} MB").format(size=f"{row.size / 1e6:,.1f}"),
                lambda row: row.size,
                is_number=True,
                width=10,
            ),
            Column(
                self.tr("Checked"),
                lambda row: self.tr("whole") if row.is_checked else self.tr("not known"),
                tone=lambda row: None if row.is_checked else Tone.WARNING,
            ),
        )
        self.model = TableModel(columns, lambda row: row.path, parent=self)
        self.table = FittedTable(self.model, self.tr("Backups"), name="view_backups")
        self.table.setMinimumHeight(space(28))
        self.table.rows_chosen.connect(lambda _rows: self._show_state())
        buttons = FlowLayout(space(2))
        self.now = push_button(self.tr("Back up &now"), self._make, name="backup_now")
        self.back = push_button(self.tr("&Restore…"), self._restore, name="restore")
        self.folder = push_button(self.tr("&Open the folder"), self._open, name="open_backups")
        self.choose = push_button(self.tr("&Choose a second place…"), self._choose, name="second")
        for each in (self.now, self.back, self.folder, self.choose):
            buttons.addWidget(each)
        self.body.addWidget(self.waits)
        self.body.addWidget(self.fault)
        self.body.addLayout(form)
        self.body.addLayout(buttons)
        self.body.addWidget(self.table, 1)
        self._show_state()

    def follow(self, backing: Backups) -> None:
        """Hear of backups made while the window is open."""
        self._backing = backing
        backing.made.connect(lambda _made: self._read())
        backing.failed.connect(lambda fault: self.fault.say(fault, Tone.WARNING))

    def fill(self, _settings: LetterSettings) -> None:
        """Read again what there is."""
        self._put(self._kept)
        self._read()

    def draft(self) -> object:
        """Return what the fields hold."""
        return self.minutes.value(), text_of(self.second)

    def work(self) -> Save:
        """Keep how backups are made."""
        return partial(save_policy, self._desk.storage, self.minutes.value(), text_of(self.second))

    def _put(self, kept: BackupsKept) -> None:
        self.minutes.setValue(kept.minutes)
        put_text(self.second, kept.second)

    def _read(self) -> None:
        self._desk.jobs.run(partial(_read, self._desk), self._show)

    def _show(self, read: tuple[BackupsKept, int]) -> None:
        keeps = self.is_changed
        self._kept, self._head = read
        if not keeps:
            self._is_filling = True
            self._put(self._kept)
            self._as_filled = self.draft()
            self._is_filling = False
        self.model.replace(self._kept.backups)
        waits = self._kept.restored
        self.waits.say("" if waits is None else lacking_words(waits), Tone.SHORT)
        if self._kept.folder is None:
            self.fault.say(
                self.tr("This is a database server: whoever looks after it backs it up."),
                Tone.MUTED,
            )
        self._show_state()
        self._say_state()

    def _show_state(self) -> None:
        storage, is_file = self._desk.storage, self._kept.folder is not None
        runs = may(storage.user, "backup")
        for each in (self.minutes, self.second, self.choose, self.now):
            each.setEnabled(is_file and runs)
        self.folder.setEnabled(is_file)
        self.back.setEnabled(
            is_file and may(storage.user, "restore") and len(self.table.chosen) == 1
        )

    def _make(self) -> None:
        if self._backing is not None:
            self._backing.make()

    def _restore(self) -> None:
        (backup,) = self.table.chosen
        since = self._head - backup.head.entries
        RestoreDialog(self._desk, backup, since, self._was_restored, self).open()

    def _was_restored(self) -> None:
        self.leave_asked.emit(RESTORED)

    def _look_at_lacking(self) -> None:
        if self._kept.restored is not None:
            LackingDialog(self._desk, self._kept.restored, self).open()

    def _open(self) -> None:
        if self._kept.folder is not None:
            try:
                self._kept.folder.mkdir(exist_ok=True, mode=0o700)
            except OSError as error:
                text = self.tr("The folder cannot be made: {why}.")
                self.fault.say(text.format(why=error.strerror or str(error)), Tone.WARNING)
                return
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._kept.folder)))

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a second place"), text_of(self.second))
        dialog.setObjectName("second_place_dialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.second.setText)
        dialog.open()


def _read(desk: Desk) -> tuple[BackupsKept, int]:
    kept = desk.storage.backups
    return read_backups(desk.storage), 0 if kept is None else kept.head().entries
