"""A board with requirements and cover that can be moved, and a mouse for the tests of it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.samples import LAST, START, at, ribbon_rows, ribbon_view
from ui.colours import Tone
from ui.widgets.ribbon import Ribbon, RibbonBar, RibbonLane, RibbonSegment, RibbonView

COVER = RibbonBar(at(12, 14), at(12, 19), "cover", Tone.COVERED, 7, is_movable=True)
ASKED = RibbonBar(
    at(12, 22), at(13, 2), "cover? not answered yet", Tone.COVERED, 8, True, is_unconfirmed=True
)
POST = RibbonLane(
    "Registrar or above, airway",
    key="ST",
    is_requirement=True,
    segments=(
        RibbonSegment(START, at(12, 20), 1, 1, 0),
        RibbonSegment(at(12, 20), at(13, 0), 1, 0, 1),
        RibbonSegment(at(13, 0), LAST, 1, 1, 0),
    ),
)
SHAH = RibbonLane("Sunita Shah, SAS", (COVER, ASKED), "S2")
HART = RibbonLane("Ben Hart, CT", (RibbonBar(at(12, 20), LAST, "lost, ward", Tone.LOST),), "S3")


def working_view(*bars: RibbonBar) -> RibbonView:
    """ED majors with a requirement, Sunita Shah's cover (these bars, if any) and a lost duty."""
    rows = ribbon_rows()
    people = replace(SHAH, bars=bars) if bars else SHAH
    return ribbon_view((replace(rows[0], lanes=(POST, people, HART)), *rows[1:]))


def working_ribbon() -> Ribbon:
    """That board with its lanes open."""
    made = Ribbon()
    made.resize(1000, 500)
    made.show_view(working_view())
    made.set_opened(frozenset({"majors"}))
    return made


def move_mouse(
    widget: QWidget, place: QPoint, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Move with the left button down: QTest's own move leaves the button out."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        held,
    )
    QApplication.sendEvent(widget, event)
