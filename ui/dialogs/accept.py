"""Accepting what triage proposes for several appointments at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from rota.domain.codes import Decision
from rota.domain.triage import TriageRow
from rota.services.triage import accept_triage
from ui import formats
from ui.colours import Tone
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.theme import space
from ui.widgets.form_fields import Form, line
from ui.widgets.labels import paragraph
from ui.widgets.notice import Notice
from ui.wording import decision_words


class AcceptDialog(ErrandDialog):
    """Says how many are decided how, and what is left; one action, undone as one."""

    def __init__(
        self, desk: Desk, window_id: int, rows: Sequence[TriageRow], parent: QWidget | None
    ) -> None:
        taken = [row for row in rows if not row.over_stop]
        title = f"Accept {formats.count(len(taken), 'proposal')}"
        super().__init__(desk, title, "Accept", parent)
        self.setObjectName("dialog_accept")
        self._window_id = window_id
        self._ids = tuple(row.appointment_id for row in rows)
        counts = Counter(row.decision for row in taken)
        lines = [
            f"{decision_words(each)}: {formats.number(counts[each])}"
            for each in Decision
            if counts[each]
        ]
        self.counts = paragraph("\n".join(lines))
        self.counts.setObjectName("accept_counts")
        self.counts.setMinimumWidth(space(95))
        self.body.addWidget(self.counts)
        self.left = Notice()
        over = len(rows) - len(taken)
        if over:
            stays = "stays" if over == 1 else "stay"
            self.left.say(
                f"{formats.number(over)} past the day's limit {stays} undecided.", Tone.WARNING
            )
        self.body.addWidget(self.left)
        said = self.tr("Each keeps its own reasons. Nothing decided before is changed.")
        self.body.addWidget(paragraph(said, muted=True))
        self.why = line(self.tr("Note"), "accept_why", hint=self.tr("Kept with the decisions"))
        form = Form()
        form.put(self.tr("&Note, if you like"), self.why)
        self.body.addLayout(form)
        self.save.setEnabled(bool(taken))
        self.save.setFocus()

    def work(self) -> Save:
        """Every one of them as proposed now, within the lines."""
        desk = self._desk
        return partial(
            accept_triage,
            desk.storage,
            desk.tools.rules,
            self._window_id,
            desk.now(),
            self._ids,
            self.why.text().strip(),
        )
