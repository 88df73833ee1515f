"""The flags of the day: what is wrong, who looks after it, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from rota.domain.day import DayFlag
from ui import formats
from ui.colours import Tone, tone_colours
from ui.models.day_rows import flag_words
from ui.theme import Size, font, space
from ui.widgets.buttons import push_button
from ui.widgets.hatching import hatched
from ui.widgets.labels import paragraph
from ui.widgets.panels import Card

MOST = 4
"""So many flags leave room for the grades and the notes below; the others are a click away."""


class FlagsCard(Card):
    """Emits ``shown``, ``take_asked``, ``close_asked`` or ``cover_asked`` with a flag.

    ``raise_asked`` is for a new one, ``over_asked`` to close all whose time has passed.
    """

    shown = Signal(object)
    take_asked = Signal(object)
    close_asked = Signal(object)
    cover_asked = Signal(object)
    over_asked = Signal()
    raise_asked = Signal()

    def __init__(self) -> None:
        super().__init__("")
        self._seen: tuple[object, ...] | None = None
        self._is_whole = False
        self._say(0)

    def show_flags(
        self, flags: Sequence[DayFlag], places: Mapping[int, str], now: datetime
    ) -> None:
        """Show the open ones, those nobody looks after first; count those over, and closed."""
        over = [each for each in flags if each.is_over(now)]
        seen = (tuple(flags), tuple(places.items()), self._is_whole, len(over))
        if seen == self._seen:
            return
        self._seen = seen
        waiting = sorted(
            (each for each in flags if each.is_waiting(now)),
            key=lambda each: (bool(each.owner), each.start),
        )
        self.clear()
        self._say(len(waiting))
        shown = waiting if self._is_whole else waiting[:MOST]
        for flag in shown:
            self.add(self._line(flag, places.get(flag.service_id, "")))
        if len(shown) < len(waiting):
            text = self.tr("All {n} flags").format(n=formats.number(len(waiting)))
            whole = partial(self._show_whole, tuple(flags), dict(places), now)
            self.add(push_button(text, whole, name="all_flags"))
        if not waiting:
            self.add(paragraph(self.tr("No flag is open."), muted=True))
        if over:
            said = paragraph(formats.count(len(over), "flag is over", "flags are over"), muted=True)
            said.setToolTip(
                "\n".join(f"{places.get(each.service_id, '')}: {each.text}" for each in over)
            )
            self.add(said)
            text = self.tr("Close those that are over")
            self.add(push_button(text, self.over_asked.emit, name="close_over"))
        closed = [each for each in flags if not each.is_open]
        if closed:
            said = paragraph(formats.count(len(closed), "flag closed", "flags closed"), muted=True)
            said.setToolTip("\n".join(f"{each.text}: {each.outcome}" for each in closed))
            self.add(said)
        button = push_button(self.tr("Raise a flag…"), self.raise_asked.emit, name="raise_flag")
        self.add(button)

    def _show_whole(
        self, flags: Sequence[DayFlag], places: Mapping[int, str], now: datetime
    ) -> None:
        self._is_whole = True
        self.show_flags(flags, places, now)

    def _say(self, count: int) -> None:
        self.title.setText(self.tr("Flags  {n}").format(n=formats.number(count)))

    def _line(self, flag: DayFlag, place: str) -> QFrame:
        line = _FlagLine(is_loud=not flag.owner)
        said = f"{place}, {flag_words(flag)}"
        words = paragraph(said)
        words.setFont(font(bold=not flag.owner))
        words.setToolTip(f"{formats.period(flag.start, flag.end)}\n{flag.text}")
        owner = self.tr("{who} has it").format(who=flag.owner)
        owner = owner if flag.owner else self.tr("Nobody yet")
        facts = paragraph(f"{owner} · {formats.clock_period(flag.start, flag.end)}")
        facts.setFont(font(Size.SMALL))
        buttons = QHBoxLayout()
        buttons.setSpacing(space(1))
        take = self.tr("Take over") if flag.owner else self.tr("Take")
        for text, signal, name in (
            (take, self.take_asked, "take_flag"),
            (self.tr("Close…"), self.close_asked, "close_flag"),
            (self.tr("Show"), self.shown, "show_flag"),
        ):
            button = push_button(text, partial(signal.emit, flag), name=f"{name}_{flag.flag_id}")
            button.setAccessibleName(f"{text.rstrip('…')}: {said}")
            buttons.addWidget(button)
        buttons.addStretch(1)
        cover = push_button(
            self.tr("Who can cover…"),
            partial(self.cover_asked.emit, flag),
            name=f"cover_flag_{flag.flag_id}",
        )
        cover.setAccessibleName(f"{self.tr('Who can cover')}: {said}")
        line.down.addWidget(words)
        line.down.addWidget(facts)
        line.down.addLayout(buttons)
        line.down.addWidget(cover, 0, Qt.AlignmentFlag.AlignLeft)
        return line


class _FlagLine(QFrame):
    """One flag beside a band: hatched while nobody looks after it."""

    def __init__(self, *, is_loud: bool) -> None:
        super().__init__()
        self._is_loud = is_loud
        self.down = QVBoxLayout(self)
        self.down.setContentsMargins(space(3), space(1), 0, space(1))
        self.down.setSpacing(space(1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the band."""
        super().paintEvent(event)
        painter = QPainter(self)
        band = self.rect()
        band.setWidth(space(1.5))
        colours = tone_colours(self.palette(), Tone.SHORT if self._is_loud else Tone.OVERHANG)
        painter.fillRect(band, colours.fill if self._is_loud else colours.mark)
        if self._is_loud:
            stripe = QColor(colours.text)
            stripe.setAlphaF(0.5)
            hatched(painter, band, stripe, space(1.5))
        painter.end()
