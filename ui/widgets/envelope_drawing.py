"""A window envelope drawn to scale, with the sheet in it and where the address may stand."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rota.domain.envelopes import SHEET_WIDTH_MM, EnvelopeProfile, Rect
from ui.colours import Role, Tone, tone_colours
from ui.theme import Size, font, space
from ui.widgets.hatching import hatched

MOST_STEPS = 80
"""How wide a drawing grows, in steps of the grid."""


def envelope_words(profile: EnvelopeProfile) -> tuple[str, ...]:
    """Say an envelope's measures and zones, a sentence for each line of the drawing."""
    safe, private = profile.safe, profile.private
    return (
        f"Envelope {_length(profile.envelope_width)} by {_length(profile.envelope_height)} mm, "
        f"sheet folded in {profile.fold}.",
        f"Thick line: the window, {_length(profile.window_width)} by "
        f"{_length(profile.window_height)} mm, {_length(profile.window_left)} mm from the left "
        f"and {_length(profile.window_from_bottom)} mm from the bottom edge.",
        f"Plain box: always seen, {_length(safe.width)} by {_length(safe.height)} mm. The address "
        "goes here.",
        f"Hatched: seen at times as the sheet slides, {_length(private.width)} by "
        f"{_length(private.height)} mm. Nothing else may stand here.",
    )


class EnvelopeDrawing(QWidget):
    """Draws one envelope with the sheet in the middle of where it may slide."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("envelope_drawing")
        self._profile: EnvelopeProfile | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(space(30))

    @property
    def profile(self) -> EnvelopeProfile | None:
        """The envelope that is drawn."""
        return self._profile

    def show_profile(self, profile: EnvelopeProfile | None) -> None:
        """Draw another envelope; None draws nothing."""
        self._profile = profile
        said = self.tr("Drawing of the envelope {name}. ").format(
            name=profile.name if profile else ""
        )
        self.setAccessibleName(said + " ".join(envelope_words(profile)) if profile else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Large enough to read the words in it."""
        return QSize(space(90), self.heightForWidth(space(90)))

    def heightForWidth(self, width: int) -> int:
        """As high as the envelope is for its width."""
        if self._profile is None:
            return 0
        wide = min(width, space(MOST_STEPS))
        return round((wide - 2) * self._profile.envelope_height / self._profile.envelope_width) + 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the envelope, the sheet, both zones and the window, from the back to the front."""
        if self._profile is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, self._profile)
        painter.end()

    def _paint(self, painter: QPainter, profile: EnvelopeProfile) -> None:
        wide, high = profile.envelope_width, profile.envelope_height
        window_top = high - profile.window_from_bottom - profile.window_height
        window = Rect(
            profile.window_left,
            window_top,
            profile.window_left + profile.window_width,
            window_top + profile.window_height,
        )
        across = (window.left - profile.private.left) / 2
        down = (window.top - profile.private.top) / 2
        sides = (wide - SHEET_WIDTH_MM) / 2
        scale = (min(self.width(), space(MOST_STEPS)) - 2) / wide
        base, ink = self.palette().color(Role.Base), self.palette().color(Role.WindowText)
        envelope = _drawn(Rect(0, 0, wide, high), scale)
        painter.fillRect(envelope, base)
        painter.setPen(QPen(ink, 1))
        painter.drawRect(envelope)
        painter.setPen(QPen(self.palette().color(Role.Dark), 1, Qt.PenStyle.DashLine))
        painter.drawRect(_drawn(Rect(sides, down, wide - sides, high - down), scale))
        private = _drawn(profile.private, scale, across, down)
        safe = _drawn(profile.safe, scale, across, down)
        mark = tone_colours(self.palette(), Tone.WARNING).mark
        hatched(painter, private.toAlignedRect(), mark, space(2))
        painter.setPen(QPen(mark, 1, Qt.PenStyle.DashLine))
        painter.drawRect(private)
        painter.fillRect(safe, base)
        painter.setPen(QPen(ink, 1))
        painter.drawRect(safe)
        painter.setFont(font(Size.SMALL))
        painter.drawText(safe, Qt.AlignmentFlag.AlignCenter, self.tr("Address"))
        painter.setPen(QPen(ink, 2.5))
        painter.drawRoundedRect(_drawn(window, scale), space(1), space(1))


def _drawn(rect: Rect, scale: float, across: float = 0.0, down: float = 0.0) -> QRectF:
    """Return millimetres as pixels, moved by as many to the right and down."""
    left, top = (rect.left + across) * scale + 1, (rect.top + down) * scale + 1
    return QRectF(left, top, rect.width * scale, rect.height * scale)


def _length(value: float) -> str:
    return f"{value:g}"
