"""Settling as on strike people for whom nobody looked: asked once, with the number by grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from rota.domain.attendance_rows import AttendanceRow
from rota.domain.changes import Changes
from rota.domain.grades import grade_words
from rota.services.attendance import accept_proposals
from ui import formats
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.labels import paragraph
from ui.wording import capital

NO_RANK = 0


class UnseenDialog(ErrandDialog):
    """Whoever was ticked in the meantime is settled as they were ticked."""

    def __init__(
        self, desk: Desk, window_id: int, rows: Sequence[AttendanceRow], parent: QWidget | None
    ) -> None:
        duties = formats.count(len(rows), "duty", "duties")
        super().__init__(desk, f"Settle {duties} as strike?", "Settle as strike", parent)
        self.setObjectName("dialog_unseen")
        self._window_id = window_id
        self._duties = frozenset(row.duty_id for row in rows)
        said = self.tr(
            "They were called out, and nobody ticked them as here or as not here. Nobody saw them "
            "is all that is known: ask their department if in doubt. Reports say how many rest on "
            "that."
        )
        self.body.addWidget(paragraph(said))
        self.counts = paragraph(", ".join(self._by_grade(rows)))
        self.counts.setObjectName("unseen_counts")
        self.counts.setMinimumWidth(space(110))
        self.body.addWidget(self.counts)

    def work(self) -> Save:
        """These duties and no others, whatever is shown by now."""
        return partial(_settle, self._desk, self._window_id, self._duties)

    def _by_grade(self, rows: Sequence[AttendanceRow]) -> list[str]:
        ladder = self._desk.tools.rules.ladder
        counts = Counter(row.grade for row in rows)
        ranked = sorted(counts, key=lambda grade: (ladder.rank(grade) or NO_RANK, grade))
        return [f"{capital(grade_words(each))} {formats.number(counts[each])}" for each in ranked]


def _settle(desk: Desk, window_id: int, duties: frozenset[str]) -> Changes:
    ladder = desk.tools.rules.ladder
    done = accept_proposals(desk.storage, window_id, ladder, duties, desk.now(), also_unseen=True)
    return done.changes
