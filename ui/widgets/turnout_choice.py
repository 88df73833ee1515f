"""How many of those called out are supposed to come, on the what-if bar of the strike board."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from rota.domain.turnout import BoardTurnout, Forecast
from rota.services.what_if import Supposed
from ui.theme import space
from ui.widgets.labels import paragraph, text_label

WORDS = {
    BoardTurnout.DECLARED: "Those who said they will work",
    BoardTurnout.EXPECTED: "As many as the forecast expects",
    BoardTurnout.LOW: "As few as the low end of the forecast",
    BoardTurnout.CAUTIOUS: "Nobody, whatever they said (cautious)",
}


class TurnoutChoice(QWidget):
    """Emits ``changed``. What takes a forecast can be chosen once there is one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setObjectName("what_if_turnout")
        for turnout, words in WORDS.items():
            self.box.addItem(words, turnout.value)
        self.drawn = paragraph(muted=True)
        self.drawn.setObjectName("what_if_drawn")
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setRetainSizeWhenHidden(True)
        self.drawn.setSizePolicy(policy)
        label = text_label(self.tr("&Of those called out come"))
        label.setBuddy(self.box)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(space(2))
        across.addWidget(label)
        across.addWidget(self.box)
        across.addWidget(self.drawn, 1)
        self.box.currentIndexChanged.connect(lambda _at: self.changed.emit())

    @property
    def chosen(self) -> BoardTurnout:
        """What is supposed now."""
        return BoardTurnout(self.box.currentData())

    def begin(self) -> None:
        """Suppose nothing, and have no forecast yet."""
        was = self.box.blockSignals(True)
        self.box.setCurrentIndex(0)
        self.box.blockSignals(was)
        self.show_forecasts((), "")

    def show_forecasts(self, forecasts: Sequence[Forecast], why_none: str) -> None:
        """Let the forecast be chosen where there is one, else say why not."""
        model = self.box.model()
        assert isinstance(model, QStandardItemModel)
        for at, turnout in enumerate(WORDS):
            if turnout.is_forecast:
                model.item(at).setEnabled(bool(forecasts))
        self._say(why_none)

    def say_drawn(self, outcome: Supposed | None) -> None:
        """Say that nobody named is meant, where people were drawn by lot."""
        if outcome is None:
            return
        drawn = self.tr(
            "Drawn by lot: no named person is predicted, and the names of those called out are "
            "withheld."
        )
        self._say(drawn if outcome.turnout.is_forecast else "")

    def _say(self, text: str) -> None:
        self.drawn.setText(text)
        self.drawn.setVisible(bool(text))
