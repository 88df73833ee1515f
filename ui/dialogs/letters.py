"""The small dialogs of the letters' page: where a batch goes, was it posted, whose letters."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.letters import BatchRow, MadeLetter
from rota.domain.trust import TrustDetails
from rota.services.hospital_details import save_trust_details
from rota.services.posting import Posted, mark_posted
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice

WIDE = 110
SHOWN_WHOLE = 8


class BatchDialog(QDialog):
    """Says what will be made and asks into which folder; ``chosen`` carries the folder."""

    chosen = Signal(object)

    def __init__(
        self, letters: int, lacks: tuple[str, ...], folder: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        title = self.tr("Make a batch of {n}").format(n=formats.count(letters, "letter"))
        self.setObjectName("dialog_batch")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        said = paragraph(
            self.tr(
                "A PDF sorted by post bag, two-sided, for window envelopes; many letters make "
                "several batches. Every page is read back before it is kept. Nobody counts as "
                "told until you say it was posted."
            ),
            muted=True,
        )
        said.setMinimumWidth(space(WIDE))
        notice = Notice()
        if lacks:
            text = self.tr("The letters will lack {what}.").format(what=", ".join(lacks))
            notice.say(text, Tone.WARNING)
        self.folder = QLineEdit(str(folder))
        self.folder.setObjectName("batch_folder")
        self.folder.setAccessibleName(self.tr("Save in"))
        browse = push_button(self.tr("Browse…"), self._browse, name="browse_folder")
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        label = text_label(self.tr("&Save in"))
        label.setBuddy(self.folder)
        row.insertWidget(0, label)
        go = push_button(self.tr("Make batch"), self._go, name="batch_go", primary=True)
        go.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addStretch(1)
        buttons.addWidget(push_button(self.tr("Cancel"), self.reject, name="batch_cancel"))
        buttons.addWidget(go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(5), space(4), space(5), space(4))
        layout.setSpacing(space(4))
        layout.addWidget(text_label(title, size=Size.TITLE, bold=True))
        layout.addWidget(said)
        layout.addWidget(notice)
        layout.addLayout(row)
        layout.addLayout(buttons)

    def _browse(self) -> None:
        ask_folder(self, Path(self.folder.text()), self.folder.setText)

    def _go(self) -> None:
        folder = Path(self.folder.text().strip() or ".").expanduser()
        self.accept()
        self.chosen.emit(folder)


def ask_folder(parent: QWidget, start: Path, taken: object) -> None:
    """Ask for a folder; ``taken`` is called with its path as text."""
    dialog = QFileDialog(parent, parent.tr("Save in"), str(start))
    dialog.setObjectName("folder_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(taken)
    dialog.open()


@dataclass(frozen=True, slots=True)
class Untrue:
    """A letter of a batch that is no longer true: where it lies, whose it is and why."""

    letter: MadeLetter
    who: str
    why: str

    @property
    def pages(self) -> str:
        """``page 7``, ``pages 7 to 8``."""
        first, number = self.letter.first_page, self.letter.pages
        return f"page {first}" if number == 1 else f"pages {first} to {first + number - 1}"

    @property
    def sentence(self) -> str:
        """All of it in a line."""
        return f"{self.letter.reference}, {self.pages}: {self.who}, {self.why}"


class PostedDialog(ErrandDialog):
    """Asks whether a batch really left; only then do its patients count as told.

    ``posted`` carries what came of it, before every page is told.
    """

    posted = Signal(object)

    def __init__(
        self, desk: Desk, row: BatchRow, untrue: tuple[Untrue, ...], parent: QWidget | None
    ) -> None:
        title = desk_title(row)
        super().__init__(desk, title, parent.tr("Yes, posted") if parent else "Yes, posted", parent)
        self.setObjectName("dialog_posted")
        self._row = row
        self._outcome: list[Posted] = []
        self._ticks: dict[str, QCheckBox] = {}
        said = paragraph(
            self.tr(
                "Say yes once all {letters} have gone to the post. From then on these patients "
                "count as told, and their letters leave the list. This cannot be undone."
            ).format(letters=formats.count(row.unposted, "letter"))
        )
        said.setMinimumWidth(space(WIDE))
        self.body.addWidget(said)
        if row.medium == "print" and row.printed < row.letters - row.withdrawn:
            left = formats.count(
                row.letters - row.withdrawn - row.printed, "letter has", "letters have"
            )
            notice = Notice()
            notice.setObjectName("not_printed")
            text = self.tr("Nobody has said yet that {n} come out of the printer.")
            notice.say(text.format(n=left), Tone.WARNING)
            self.body.addWidget(notice)
        if untrue:
            self._list_untrue(untrue)
        self.saved.connect(lambda _changes: self.posted.emit(self._outcome[-1]))

    def work(self) -> Save:
        """Record that it was posted, but for what was taken out."""
        without = tuple(ref for ref, tick in self._ticks.items() if tick.isChecked())
        return partial(self._post, without, len(without) < len(self._ticks))

    def _list_untrue(self, untrue: tuple[Untrue, ...]) -> None:
        notice = Notice()
        number = formats.count(len(untrue), "letter is", "letters are")
        text = self.tr("{n} no longer true. Take them out of the pile before it goes.")
        notice.say(text.format(n=number), Tone.SHORT)
        self.body.addWidget(notice)
        rows = QWidget()
        down = QVBoxLayout(rows)
        down.setContentsMargins(0, 0, space(3), 0)
        down.setSpacing(space(2))
        for each in untrue:
            tick = QCheckBox(self.tr("Taken out: {letter}").format(letter=each.sentence))
            tick.setObjectName(f"taken_out_{each.letter.reference}")
            tick.setChecked(True)
            self._ticks[each.letter.reference] = tick
            down.addWidget(tick)
        if len(untrue) > SHOWN_WHOLE:
            scroll = QScrollArea()
            scroll.setFrameShape(QScrollArea.Shape.NoFrame)
            scroll.setWidgetResizable(True)
            scroll.setAccessibleName(self.tr("Letters that are no longer true"))
            scroll.setWidget(rows)
            scroll.setFixedHeight(space(50))
            self.body.addWidget(scroll)
        else:
            self.body.addWidget(rows)
        self.body.addWidget(
            paragraph(
                self.tr(
                    "Leave a tick on for a letter that was taken out: its patient is not told, and "
                    "it is made anew if one is still needed. Without its tick it was posted as "
                    "printed."
                ),
                muted=True,
            )
        )

    def _post(self, without: tuple[str, ...], as_printed: bool) -> Changes:
        desk = self._desk
        rules = desk.tools.rules.letters
        done = mark_posted(
            desk.storage, self._row.batch, desk.now(), rules, without, as_printed=as_printed
        )
        self._outcome.append(done)
        return done.changes


def desk_title(row: BatchRow) -> str:
    """The question in the title."""
    return f"Was batch {row.batch} posted?"


class DetailsDialog(ErrandDialog):
    """What every letter says of the hospital.

    With a ``reason`` it is asked because something waits for it: then the name and the phone
    are wanted.
    """

    def __init__(
        self, desk: Desk, details: TrustDetails, parent: QWidget | None, reason: str = ""
    ) -> None:
        super().__init__(desk, "Hospital details", "Save", parent)
        self.setObjectName("dialog_details")
        self._edits: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._is_wanted = bool(reason)
        notice = Notice()
        notice.say(reason, Tone.WARNING)
        self.body.addWidget(notice)
        said = paragraph(self.tr("They are printed on every letter."), muted=True)
        said.setMinimumWidth(space(WIDE))
        self.body.addWidget(said)
        form = QFormLayout()
        form.setHorizontalSpacing(space(3))
        form.setVerticalSpacing(space(2))
        labels = {
            "name": self.tr("&Name of the hospital"),
            "address": self.tr("&Address"),
            "phone": self.tr("&Phone for patients"),
            "phone_hours": self.tr("&Hours of the phone"),
            "email": self.tr("&Email"),
            "return_address": self.tr("&Return address"),
            "sender": self.tr("&Signed by"),
            "sender_role": self.tr("&Their role"),
        }
        values = asdict(details)
        for field in fields(TrustDetails):
            edit = self._edit(field.name, values[field.name])
            edit.setObjectName(f"details_{field.name}")
            edit.setAccessibleName(labels[field.name].replace("&", ""))
            form.addRow(labels[field.name], edit)
        self.body.addLayout(form)
        self._edits["name"].setFocus()

    def work(self) -> Save:
        """Save what is in the fields."""
        said = {name: _text(edit) for name, edit in self._edits.items()}
        if self._is_wanted and not (said["name"] and said["phone"]):
            raise Refused("details_missing", self.tr("Enter the hospital's name and its phone."))
        return partial(save_trust_details, self._desk.storage, TrustDetails(**said))

    def _edit(self, name: str, value: str) -> QLineEdit | QPlainTextEdit:
        edit: QLineEdit | QPlainTextEdit
        if name == "address":
            edit = QPlainTextEdit(value)
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(space(20))
        else:
            edit = QLineEdit(value)
        self._edits[name] = edit
        return edit


def _text(edit: QLineEdit | QPlainTextEdit) -> str:
    if isinstance(edit, QLineEdit):
        return edit.text().strip()
    lines = (line.strip() for line in edit.toPlainText().splitlines())
    return "\n".join(line for line in lines if line)
