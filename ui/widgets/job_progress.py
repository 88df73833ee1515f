"""How far the long job is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from ui.jobs import Jobs, JobState
from ui.theme import Size, space
from ui.widgets.buttons import push_button
from ui.widgets.labels import text_label

WAIT_MILLISECONDS = 500


class JobProgress(QWidget):
    """Appears when a job with a title takes longer than half a second."""

    def __init__(self, jobs: Jobs, wait_milliseconds: int = WAIT_MILLISECONDS) -> None:
        super().__init__()
        self._jobs = jobs
        self._going: dict[int, JobState] = {}
        self._title = text_label(size=Size.SMALL, muted=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(space(40), space(2.5))
        self._cancel = push_button(self.tr("Cancel"), self._stop, name="cancel_job")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space(2))
        for widget in (self._title, self._bar, self._cancel):
            layout.addWidget(widget)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(wait_milliseconds)
        self._wait.timeout.connect(self._appear)
        jobs.progressed.connect(self._progressed)
        self.hide()

    @Slot(object)
    def _progressed(self, state: JobState) -> None:
        if state.is_over:
            self._going.pop(state.number, None)
        else:
            self._going[state.number] = state
        if not self._going:
            self._wait.stop()
            self.hide()
        elif self.isHidden():
            if not self._wait.isActive():
                self._wait.start()
        else:
            self._show_first()

    def _appear(self) -> None:
        if self._going:
            self._show_first()
            self.show()

    def _show_first(self) -> None:
        state = next(iter(self._going.values()))
        said = f"{state.title}: {state.text}" if state.text else state.title
        self._title.setText(said)
        self._bar.setRange(0, state.total)
        self._bar.setValue(state.done)
        self._bar.setAccessibleName(said)
        self._cancel.setVisible(state.cancellable)
        self._cancel.setAccessibleName(self.tr("Cancel {job}").format(job=state.title))

    def _stop(self) -> None:
        if self._going:
            self._jobs.cancel(next(iter(self._going)))
