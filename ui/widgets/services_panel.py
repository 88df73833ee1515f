"""The panel about several services at once: which they are, and one level for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from rota.domain.codes import words
from rota.services.board import BoardService
from ui import formats
from ui.widgets.buttons import push_button
from ui.widgets.gap_panel import WIDTH
from ui.widgets.labels import paragraph
from ui.widgets.panels import Facts, SidePanel
from ui.wording import capital

MOST_NAMED = 20


class ServicesPanel(SidePanel):
    """Emits ``level_asked`` for the services it names."""

    level_asked = Signal()

    def __init__(self) -> None:
        super().__init__(width=WIDTH)
        self._facts = Facts()
        self.level = push_button(
            self.tr("Change the level of all…"), self.level_asked.emit, name="change_levels"
        )
        self._more = paragraph(muted=True)
        for part in (self.level, self._facts, self._more):
            self.add(part)

    def show_services(self, chosen: Sequence[BoardService]) -> None:
        """Name these services, each with its level."""
        gaps = formats.count(sum(len(each.gaps) for each in chosen), "gap")
        self.say(formats.count(len(chosen), "service"), capital(gaps))
        self._facts.show_facts(
            tuple((each.service.name, capital(words(each.level))) for each in chosen[:MOST_NAMED])
        )
        more = len(chosen) - MOST_NAMED
        self._more.setText(f"and {more} more" if more > 0 else "")
        self._more.setVisible(more > 0)
