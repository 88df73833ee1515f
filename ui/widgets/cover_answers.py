"""Asks who can cover a gap and what the rules say of cover, and hands the answers to the panels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject

from rota.domain.errors import Refused, Unavailable
from rota.domain.rules import Rulebook
from rota.services.assigning import assess
from rota.services.candidates import Candidates, find_candidates
from rota.services.cover_orders import Assessment
from rota.services.gap_prices import GapPrice, Volunteer, price_of, volunteers
from rota.services.ports import Storage
from ui.desk import Desk
from ui.errors import present, sentence
from ui.newest import Newest
from ui.widgets.cover_panel import Held
from ui.widgets.cover_side import CoverSide
from ui.widgets.cover_words import order_of
from ui.widgets.gap_panel import OpenGap


class CoverAnswers(QObject):
    """Of many questions, asked while somebody walks the board, only the newest is answered."""

    def __init__(self, desk: Desk, side: CoverSide) -> None:
        super().__init__(side)
        self._desk, self._side = desk, side
        self._people = Newest(desk.jobs, self)
        self._rules = Newest(desk.jobs, self)
        self._prices = Newest(desk.jobs, self)
        side.gap.wanted.connect(self._find)

    def judge(self, held: Held) -> None:
        """Ask what the rules say of cover that is recorded."""
        given = held.assignment
        order = order_of(given)
        work = partial(assess, self._desk.storage, order, self._desk.tools.rules)
        number = given.assignment_id
        self._rules.ask(work, partial(self._judged, number), partial(self._not_judged, number))

    def _find(self, gap: OpenGap) -> None:
        work = partial(
            find_candidates,
            self._desk.storage,
            gap.window_id,
            gap.service_id,
            gap.post,
            gap.start,
            gap.end,
            self._desk.tools.rules,
        )
        self._people.ask(work, partial(self._found, gap), partial(self._not_found, gap))

    def _found(self, gap: OpenGap, found: Candidates) -> None:
        self._side.gap.show_found(gap, found)
        work = partial(_priced, self._desk.storage, self._desk.tools.rules, gap, found)
        self._prices.ask(work, partial(self._show_price, gap), self._not_priced)

    def _show_price(self, gap: OpenGap, priced: tuple[GapPrice, Sequence[Volunteer]]) -> None:
        self._side.gap.show_price(gap, *priced)

    def _not_priced(self, error: BaseException) -> None:
        """A gap that went meanwhile has no price; anything else is a mistake."""
        _said(error, self._side)

    def _not_found(self, gap: OpenGap, error: BaseException) -> None:
        self._side.gap.show_refusal(gap, _said(error, self._side))

    def _judged(self, assignment_id: int, seen: Assessment) -> None:
        self._side.cover.show_findings(assignment_id, seen.findings, seen.gone_past)

    def _not_judged(self, assignment_id: int, error: BaseException) -> None:
        self._side.cover.show_refusal(assignment_id, _said(error, self._side))


def _priced(
    storage: Storage, rules: Rulebook, gap: OpenGap, found: Candidates
) -> tuple[GapPrice, Sequence[Volunteer]]:
    price = price_of(storage, rules, gap.window_id, gap.service_id, gap.start, gap.end)
    return price, volunteers(storage, rules, gap.window_id, found)


def _said(error: BaseException, side: CoverSide) -> str:
    if not isinstance(error, Refused | Unavailable):
        present(error, side)
    return sentence(error)
