"""The preview beside a wording: one sample letter, typeset as it would print."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from rota.domain.errors import Refused, Unavailable
from rota.domain.letter_wording import Wording
from rota.domain.wording_samples import Sample, SampleGround
from rota.services.ports import Typesetter
from rota.services.wording_checks import Trial, try_wording
from ui.colours import Tone
from ui.desk import Desk
from ui.errors import present, sentence
from ui.theme import space
from ui.widgets.labels import text_label
from ui.widgets.letter_preview import PageView
from ui.widgets.notice import Notice
from ui.wording_words import sample_words


class WordingTrial(QWidget):
    """Shows a sample letter of the newest text; one that is overtaken is never shown."""

    def __init__(self, desk: Desk, ground: SampleGround, samples: Sequence[Sample]) -> None:
        super().__init__()
        self._desk, self._ground = desk, ground
        self._samples = tuple(samples)
        self._typesetter: Typesetter | None = None
        self._wanted: Wording | None = None
        self._is_trying = False
        self.sample = QComboBox()
        self.sample.setObjectName("wording_sample")
        self.sample.addItems([sample_words(each) for each in self._samples])
        self.sample.currentIndexChanged.connect(lambda _at: self._sample_chosen())
        label = text_label(self.tr("Sample &letter"))
        label.setBuddy(self.sample)
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(label)
        row.addWidget(self.sample, 1)
        self.notice = Notice()
        self.pages = PageView(desk)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(space(2))
        down.addLayout(row)
        down.addWidget(self.notice)
        down.addWidget(self.pages, 1)

    @property
    def typesetter(self) -> Typesetter:
        """One typesetter for as long as the wording is worked on: it keeps its fonts."""
        self._typesetter = self._typesetter or self._desk.tools.typesetter()
        return self._typesetter

    @property
    def _chosen(self) -> Sample:
        return self._samples[self.sample.currentIndex()]

    def show_wording(self, wording: Wording) -> None:
        """Typeset a text, once the one before it is done; only the newest waits."""
        self._wanted = wording
        if not self._is_trying:
            self._try()

    def wait_for_text(self) -> None:
        """Say that there is nothing to typeset while the text has problems."""
        self._wanted = None
        self.notice.say(self.tr("The preview waits until the problems are mended."))

    def _sample_chosen(self) -> None:
        if self._wanted is not None:
            self.show_wording(self._wanted)

    def _try(self) -> None:
        assert self._wanted is not None
        asked, sample = self._wanted, self._chosen
        self._is_trying = True
        work = partial(try_wording, self._ground, self.typesetter, asked, sample)
        self._desk.jobs.run_pure(
            work, partial(self._shown, asked, sample), partial(self._failed, asked, sample)
        )

    def _is_newest(self, asked: Wording, sample: Sample) -> bool:
        """Say whether an answer is still wanted; if another is, ask for that."""
        self._is_trying = False
        if asked is self._wanted and sample is self._chosen:
            return True
        if self._wanted is not None:
            self._try()
        return False

    def _shown(self, asked: Wording, sample: Sample, trial: Trial) -> None:
        if not self._is_newest(asked, sample):
            return
        if trial.pages:
            self.pages.show_pages(trial.pdf, 1, trial.pages)
        self.notice.say(" ".join(trial.faults), Tone.WARNING)

    def _failed(self, asked: Wording, sample: Sample, error: BaseException) -> None:
        if not self._is_newest(asked, sample):
            return
        if isinstance(error, Refused | Unavailable):
            self.notice.say(sentence(error), Tone.SHORT)
        else:
            present(error, self)
