"""The panel about one gap: who is missing, who can cover, who cannot and why, what else to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout

from rota.domain.duties import GapLeft
from rota.services.board import BoardService
from rota.services.candidates import Candidate, Candidates, Cannot
from rota.services.gap_prices import GapPrice, Volunteer
from ui import formats
from ui.colours import Tone
from ui.theme import space
from ui.widgets.board_rows import wanted_words
from ui.widgets.buttons import push_button
from ui.widgets.candidate_list import CandidateList
from ui.widgets.labels import paragraph, text_label
from ui.widgets.notice import Notice
from ui.widgets.panels import SideFrame
from ui.widgets.ribbon_values import RibbonSegment

WIDTH = 90


@dataclass(frozen=True, slots=True)
class OpenGap:
    """One gap of a service: the post by its label, and who is missing in words."""

    window_id: int
    service_id: int
    place: str
    post: str
    missing: str
    start: datetime
    end: datetime
    left: GapLeft | None = None


class GapPanel(SideFrame):
    """Emits ``wanted`` with an ``OpenGap`` whose people are to be looked for.

    ``assign_asked`` carries the chosen person, ``take_back_asked`` the gap that was left.
    """

    wanted = Signal(object)
    assign_asked = Signal(object)
    leave_asked = Signal()
    take_back_asked = Signal()
    mark_asked = Signal()
    service_asked = Signal()

    def __init__(self) -> None:
        super().__init__(width=WIDTH)
        self._gaps: tuple[OpenGap, ...] = ()
        self._gap: OpenGap | None = None
        self._is_due = False
        self._why = paragraph(muted=True)
        self._why.setContentsMargins(0, 0, space(2), 0)
        self.price = text_label(bold=True)
        self.price.setObjectName("gap_price")
        self.price.hide()
        self.post = QComboBox()
        self.post.setObjectName("gap_post")
        self.post.setAccessibleName(self.tr("Which of the missing people to look for"))
        self.post.currentIndexChanged.connect(self._choose_post)
        self.left = Notice()
        self.take_back = push_button(
            self.tr("No longer leave it…"), self.take_back_asked.emit, name="take_back_gap"
        )
        self.people = CandidateList()
        self.phone = paragraph(muted=True)
        self.phone.setObjectName("phone")
        self.assign = push_button(self.tr("Assign…"), self._assign, name="gap_assign", primary=True)
        self.leave = push_button(
            self.tr("Leave this gap…"), self.leave_asked.emit, name="gap_leave"
        )
        self.mark = push_button(self.tr("Mark a lost duty…"), self.mark_asked.emit, name="gap_mark")
        self.service = push_button(
            self.tr("Why, level and duties"), self.service_asked.emit, name="gap_service"
        )
        self._lay_out()
        self.people.picked.connect(self._look)
        self.people.opened.connect(self._assign)
        self._look()

    @property
    def gap(self) -> OpenGap | None:
        """The gap it is about."""
        return self._gap

    @property
    def can_assign(self) -> bool:
        """Whether the chosen person may be asked to cover."""
        chosen = self.people.chosen
        return isinstance(chosen, Candidate) or (chosen is not None and chosen.can_override)

    def show_gap(
        self,
        window_id: int,
        each: BoardService,
        segment: RibbonSegment,
        posts: Sequence[str],
        *,
        can_mark: bool,
        anew: bool = False,
    ) -> None:
        """Be about a gap, and look for people if it is another one, or if asked to ``anew``."""
        before = self._gap
        self._gaps = tuple(_open_gaps(window_id, each, segment, posts))
        same = [at for at, gap in enumerate(self._gaps) if before and gap.post == before.post]
        self._fill_posts(same[0] if same else 0)
        self.say(
            f"Missing: {'; '.join(gap.missing for gap in self._gaps)}",
            f"{each.service.name} · {formats.period(segment.start, segment.end)}",
        )
        need = formats.count(segment.required, "person", "people")
        there = segment.required - segment.missing
        said = formats.count(there, "is there", "are there") if there else "nobody is there"
        self._why.setText(f"It needs {need} then; {said}." if segment.required else "")
        lost = sum(not duty.is_emergency for duty in each.duties)
        self.mark.setEnabled(can_mark and lost > 0)
        self.mark.setToolTip(
            self.tr("{count} lost here; one that is marked goes ahead").format(
                count=formats.count(lost, "duty", "duties")
            )
        )
        self._be_about(self._gaps[self.post.currentIndex()], before, anew=anew)

    def show_nothing(self) -> None:
        """Be about no gap: answers still to come are not wanted."""
        self._gap = None
        self.people.clear()

    def show_found(self, gap: OpenGap, found: Candidates) -> None:
        """Show who was found; an answer about a gap no longer chosen is dropped."""
        if _place(gap) == _place(self._gap):
            self.people.show_found(found)
            self._look()

    def show_price(self, gap: OpenGap, price: GapPrice, keeping: Sequence[Volunteer]) -> None:
        """Say what leaving the gap open costs in patients, and whom each person keeps."""
        if _place(gap) != _place(self._gap) or self.people.found is None:
            return
        self._say_price(price)
        if any(each.keeps or each.loses for each in keeping):
            self.people.show_keeping({each.staff_id: each for each in keeping})

    def show_refusal(self, gap: OpenGap, said: str) -> None:
        """Say why nobody can be listed."""
        if _place(gap) == _place(self._gap):
            self.people.clear(said)

    def _lay_out(self) -> None:
        self.down.setContentsMargins(space(4), space(3), space(3), space(3))
        pair = QHBoxLayout()
        pair.setSpacing(space(2))
        pair.addWidget(self.leave, 1)
        pair.addWidget(self.take_back, 1)
        pair.addWidget(self.mark, 1)
        for widget in (self._why, self.price, self.post, self.left):
            self.down.addWidget(widget)
        self.down.addWidget(self.people, 1)
        self.down.addWidget(self.phone)
        self.down.addWidget(self.assign)
        self.down.addLayout(pair)
        self.down.addWidget(self.service)

    def _fill_posts(self, current: int) -> None:
        was_blocked = self.post.blockSignals(True)
        self.post.clear()
        self.post.addItems([gap.missing for gap in self._gaps])
        self.post.setCurrentIndex(current)
        self.post.blockSignals(was_blocked)
        self.post.setVisible(len(self._gaps) > 1)

    def _choose_post(self, at: int) -> None:
        if 0 <= at < len(self._gaps):
            self._be_about(self._gaps[at], self._gap, anew=False)

    def _be_about(self, gap: OpenGap, before: OpenGap | None, *, anew: bool) -> None:
        self._gap = gap
        left = gap.left
        said = "" if left is None else f"Left open by {left.owner}: {left.reason}"
        self.left.say(said, Tone.OVERHANG)
        self.leave.setVisible(left is None)
        self.take_back.setVisible(left is not None)
        if _place(gap) != _place(before):
            self.price.hide()
            self.people.forget()
            self.people.clear(self.tr("Looking for people who can cover…"))
        elif not anew:
            return
        self._is_due = not self.isVisible()
        if not self._is_due:
            self.wanted.emit(gap)

    def _say_price(self, price: GapPrice) -> None:
        said = self.tr("Price if left open: {patients} · harm {points}")
        patients, points = formats.count(price.patients, "patient"), formats.number(price.weight)
        self.price.setText(said.format(patients=patients, points=points))
        self.price.setToolTip(
            self.tr("Appointments that cannot go ahead, and their harm as the triage counts it")
        )
        self.price.setVisible(price.patients > 0)

    def _look(self) -> None:
        chosen = self.people.chosen
        self.assign.setEnabled(self.can_assign)
        said, tip = self.tr("Assign…"), ""
        if isinstance(chosen, Candidate):
            said = self.tr("Assign {name}…").format(name=chosen.name)
            if not chosen.full:
                said = self.tr("Assign {name} to a part…").format(name=chosen.name)
        elif isinstance(chosen, Cannot):
            said = self.tr("Assign {name} anyway…").format(name=chosen.name)
            if not chosen.can_override:
                tip = "; ".join(chosen.reasons)
        self.assign.setText(said.replace("&", "&&"))
        self.assign.setToolTip(tip)
        phone = chosen.phone if isinstance(chosen, Candidate) else ""
        self.phone.setText(self.tr("Phone {number}").format(number=phone))
        self.phone.setVisible(bool(phone))

    def _assign(self) -> None:
        if self.can_assign:
            self.assign_asked.emit(self.people.chosen)

    def showEvent(self, event: QShowEvent) -> None:
        """Look for the people who were not looked for while nobody was watching."""
        super().showEvent(event)
        if self._is_due and self._gap is not None:
            self._is_due = False
            self.wanted.emit(self._gap)


def _open_gaps(
    window_id: int, each: BoardService, segment: RibbonSegment, posts: Sequence[str]
) -> list[OpenGap]:
    """The longest gaps of these posts that hold the start of a stretch."""
    found = []
    for gap in each.gaps:
        if gap.post in posts and gap.start <= segment.start < gap.end:
            left = next(
                (
                    held
                    for held in each.left
                    if held.post == gap.post and held.start < gap.end and held.end > gap.start
                ),
                None,
            )
            missing = wanted_words([(gap.post, gap.missing)], each.posts)
            service = each.service
            place = service.name
            found.append(
                OpenGap(
                    window_id,
                    service.service_id,
                    place,
                    gap.post,
                    missing,
                    gap.start,
                    gap.end,
                    left,
                )
            )
    return found


def _place(gap: OpenGap | None) -> tuple[object, ...]:
    return () if gap is None else (gap.window_id, gap.service_id, gap.post, gap.start, gap.end)
