"""The strike pack: what is in it, making it, and checking one that somebody brings."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.errors import Refused, Unavailable
from rota.domain.pack import PackSeal
from rota.domain.report_rules import ReportDefinition
from rota.services.exporting import write_file
from rota.services.pack_history import is_in_history, seal_words
from rota.services.strike_pack import check_pack, make_pack, pack_seal
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.save_as import ask_file
from ui.errors import present, sentence
from ui.folders import keep_print_folder, print_folder
from ui.jobs import Progress
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice

_STEPS = 100


class PackPanel(QWidget):
    """How far the making is stands in the status bar, with a way to stop it."""

    def __init__(self, desk: Desk, definition: ReportDefinition) -> None:
        super().__init__()
        self.setObjectName("strike_pack")
        self._desk = desk
        self._window_id: int | None = None
        self.notice = Notice()
        self.with_patients = QCheckBox(self.tr("With the names of patients"))
        self.with_patients.setObjectName("with_patients")
        self.make = push_button(
            self.tr("Make the strike pack…"), self._ask_file, name="make_pack", primary=True
        )
        self.check = push_button(self.tr("Check a pack…"), self._ask_pack, name="check_pack")
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.make)
        buttons.addWidget(self.check)
        buttons.addStretch(1)
        down = QVBoxLayout(self)
        down.setContentsMargins(space(4), space(3), space(4), space(3))
        down.setSpacing(space(3))
        down.addWidget(text_label(definition.title, size=Size.TITLE, bold=True))
        down.addWidget(paragraph(f"{definition.what}."))
        for note in definition.notes:
            down.addWidget(paragraph(note, muted=True))
        down.addWidget(
            paragraph(
                self.tr(
                    "Whoever has the pack can check that it agrees with itself, here or with any "
                    "program that computes SHA-256: the digests are in manifest.json. Its seal is "
                    "kept in the history: only that tells it from one sealed anew."
                ),
                muted=True,
            )
        )
        down.addWidget(self.with_patients)
        down.addLayout(buttons)
        down.addWidget(self.notice)
        down.addStretch(1)

    def show_window(self, window_id: int | None) -> None:
        """Be about another strike."""
        self._window_id = window_id
        self.make.setEnabled(window_id is not None)
        self.notice.say("")

    def _ask_file(self) -> None:
        name = f"strike-pack-{self._window_id}.zip"
        ask_file(self.window(), name, self.tr("Strike pack (*.zip)"), self._make)

    def _make(self, path: str) -> None:
        window_id, desk, out = self._window_id, self._desk, Path(path)
        if window_id is None:
            return
        keep_print_folder(out.parent)
        with_patients = self.with_patients.isChecked()
        self.make.setEnabled(False)
        self.notice.say("")

        def work(progress: Progress) -> Path:
            def hear(fraction: float) -> None:
                progress.check()
                progress.report(round(fraction * _STEPS), _STEPS)

            tools = desk.tools
            pack = make_pack(
                desk.storage,
                window_id,
                tools.rules,
                tools.papers,
                tools.exporter,
                desk.now(),
                hear,
                with_patients=with_patients,
            )
            progress.check()
            return write_file(out, pack)

        desk.jobs.run(
            work,
            self._made,
            self._refused,
            title=self.tr("Making the strike pack"),
            cancellable=True,
            ended=self._over,
        )

    def _made(self, path: Path) -> None:
        self.notice.say(self.tr("Saved: {path}").format(path=path), Tone.COVERED)

    def _over(self) -> None:
        self.make.setEnabled(self._window_id is not None)

    def _ask_pack(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Check a pack"), str(print_folder()))
        dialog.setObjectName("open_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Strike pack (*.zip)"), self.tr("Every file (*)")])
        dialog.fileSelected.connect(self.check_file)
        dialog.open()

    def check_file(self, path: str) -> None:
        """Look whether anything in a pack was changed, and whether the history has its seal."""
        work = partial(_looked_at, Path(path))
        self._desk.jobs.run_pure(work, partial(self._checked, Path(path).name), self._refused)

    def _checked(self, name: str, found: list[str] | PackSeal) -> None:
        if not isinstance(found, PackSeal):
            said = self.tr("{file} is not as it was made:").format(file=name)
            self.notice.say("\n".join([said, *found]), Tone.SHORT)
            return
        work = partial(is_in_history, self._desk.storage, found)
        self._desk.jobs.run(work, partial(self._compared, name, found), self._refused)

    def _compared(self, name: str, seal: PackSeal, is_known: bool) -> None:
        said = f"{name}: {seal_words(seal, is_known=is_known)}"
        self.notice.say(said, Tone.COVERED if is_known else Tone.SHORT)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, Refused | Unavailable):
            self.notice.say(sentence(error), Tone.WARNING)
        else:
            present(error, self.window())


def _looked_at(path: Path) -> list[str] | PackSeal:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unavailable("not_read", f"{path} cannot be read: {error.strerror}.") from error
    return check_pack(data) or pack_seal(data)
