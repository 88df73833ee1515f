"""The right-hand side of the Cover page: one panel at a time, about what the cursor is on."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QStackedWidget

from ui.theme import space
from ui.widgets.cover_panel import CoverPanel
from ui.widgets.duty_table import DutyMarks
from ui.widgets.gap_panel import WIDTH, GapPanel
from ui.widgets.panels import SideFrame
from ui.widgets.service_panel import ServicePanel
from ui.widgets.services_panel import ServicesPanel


class CoverSide(QStackedWidget):
    """A service, one of its gaps, a person's cover, or several services."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(space(WIDTH))
        self.service = ServicePanel()
        self.gap = GapPanel()
        self.cover = CoverPanel()
        self.services = ServicesPanel()
        for panel in (self.service, self.gap, self.cover, self.services):
            self.addWidget(panel)

    @property
    def shown(self) -> SideFrame:
        """The panel that is seen."""
        panel = self.currentWidget()
        assert isinstance(panel, SideFrame)
        return panel

    @property
    def title(self) -> QLabel:
        """What the panel that is seen is about."""
        return self.shown.title

    @property
    def subtitle(self) -> QLabel:
        """The line under it."""
        return self.shown.subtitle

    @property
    def marks(self) -> DutyMarks:
        """The duties of the service, to mark."""
        return self.service.marks

    def turn_to(self, panel: SideFrame) -> None:
        """Show one of the panels; the gap's looks for nobody while it is not about a gap."""
        if panel is not self.gap and panel is not self.service:
            self.gap.show_nothing()
        self.setCurrentWidget(panel)
