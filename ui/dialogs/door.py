"""The frame of what is asked before a hospital is open: one task a step, and a busy sign."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rota.domain.backups import Damaged
from rota.domain.errors import Refused, Unavailable
from ui.colours import Tone
from ui.errors import present, sentence
from ui.jobs import Jobs
from ui.theme import Size, space
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice

T = TypeVar("T")


class Step(QWidget):
    """One task: what it is called, what it is about, its fields and its buttons.

    ``fills``: what is in it takes the whole height.
    """

    def __init__(self, title: str, about: str = "", *, fills: bool = False) -> None:
        super().__init__()
        self.title = text_label(title, size=Size.TITLE, bold=True)
        self.about = paragraph(about, muted=True)
        self.about.setVisible(bool(about))
        self.body = QVBoxLayout()
        self.body.setSpacing(space(3))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(space(2))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(4))
        layout.addWidget(self.title)
        layout.addWidget(self.about)
        layout.addLayout(self.body, 1 if fills else 0)
        if not fills:
            layout.addStretch(1)
        self.said = QVBoxLayout()
        layout.addLayout(self.said)
        layout.addLayout(self.buttons)


class DoorDialog(QDialog):
    """A refusal is one sentence above the buttons. Where there is no desk yet, it has own jobs.

    It grows with what it has to say, so that no field is squeezed.
    """

    def __init__(self, title: str, parent: QWidget | None = None, jobs: Jobs | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.is_asking = False
        self.damaged: Damaged | None = None
        self.jobs = Jobs(self) if jobs is None else jobs
        self._owns_jobs = jobs is None
        self.steps = QStackedWidget()
        self.refusal = Notice()
        self.refusal.setObjectName("refusal")
        self._busy_words = text_label(muted=True)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedHeight(space(2))
        bar.setAccessibleName(self.tr("Busy"))
        self.busy = QWidget()
        self.busy.setObjectName("busy")
        across = QHBoxLayout(self.busy)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(space(2))
        across.addWidget(self._busy_words)
        across.addWidget(bar, 1)
        self.busy.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(space(6), space(5), space(6), space(5))
        layout.setSpacing(space(3))
        layout.addWidget(self.steps, 1)
        layout.addWidget(self.busy)
        stays = self.busy.sizePolicy()
        stays.setRetainSizeWhenHidden(True)
        self.busy.setSizePolicy(stays)
        self.setMinimumSize(space(135), space(80))

    def go_to(self, step: Step) -> None:
        """Show a step, with nothing refused yet."""
        self.refuse("")
        step.said.addWidget(self.refusal)
        self.steps.setCurrentWidget(step)

    def refuse(self, text: str) -> None:
        """Say why not; nothing takes it away."""
        self.refusal.say(text, Tone.SHORT)

    def ask(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        said: str,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Do some work off the window's thread, with a busy sign and nothing to press meanwhile."""
        if self.is_asking:
            return
        self.is_asking = True
        self.refuse("")
        self._wait(said)
        self.jobs.run(work, partial(self._over, done), partial(self._over, failed or self.failed))

    def failed(self, error: BaseException) -> None:
        """Say what went wrong; whoever asked offers a backup where the file is damaged."""
        if isinstance(error, Damaged):
            self.damaged = error
            self.reject()
        elif isinstance(error, Refused | Unavailable):
            self.refuse(sentence(error))
        else:
            present(error, self)

    def _wait(self, said: str) -> None:
        self._busy_words.setText(said)
        self.busy.show()
        self.steps.setEnabled(False)
        self.setCursor(Qt.CursorShape.BusyCursor)

    def _over(self, then: Callable[[T], None], outcome: T) -> None:
        self.is_asking = False
        self.busy.hide()
        self.steps.setEnabled(True)
        self.unsetCursor()
        then(outcome)

    def event(self, event: QEvent) -> bool:
        """Grow when something more is said."""
        answer = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._grow()
        return answer

    def _grow(self) -> None:
        layout = self.layout()
        assert layout is not None
        wide = max(self.width(), layout.totalMinimumSize().width())
        self.setMinimumHeight(max(space(80), layout.totalHeightForWidth(wide)))

    def done(self, result: int) -> None:
        """Close; not in the middle of opening or making something."""
        if self.is_asking:
            return
        if self._owns_jobs:
            self.jobs.close()
        super().done(result)
