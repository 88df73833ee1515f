"""The frame of a change to a strike: what follows is shown before anything is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.findings import Finding
from rota.domain.windows import StrikeWindow
from rota.services.disputes import foreseen_findings
from rota.services.window_changes import Changed
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.errors import present
from ui.widgets.consequence_table import ConsequenceTable
from ui.widgets.findings_list import FindingsList
from ui.widgets.reason_box import ReasonBox


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would follow from a change, and what the dated rules say of the strike then."""

    changed: Changed
    findings: tuple[Finding, ...]


class ChangeDialog(ErrandDialog):
    """Works out what follows whenever ``look`` is called; only what was shown can be saved.

    While one look runs, later ones wait and only the newest is made. A subclass lays out
    ``follows``, ``rules`` and ``reason`` and answers ``change``.
    """

    def __init__(
        self,
        desk: Desk,
        window: StrikeWindow,
        title: str,
        button: str,
        reasons: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, title, button, parent)
        self.window_ = window
        self._is_closed = self._is_looking = self._is_stale = self._is_shown = False
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretchFactor(self.body, 100)
        self.follows = ConsequenceTable()
        self.rules = FindingsList()
        self.reason = ReasonBox(reasons)
        self.reason.editTextChanged.connect(lambda _text: self._wake())
        self.finished.connect(self._closed)
        self._wake()

    def change(self, why: str, *, preview: bool) -> Changed:
        """Make the change, or only see what it leads to; runs on the database thread."""
        raise NotImplementedError

    def read_fields(self) -> None:
        """Take over what the fields say before ``change`` runs. Raises Refused."""

    def look(self) -> None:
        """Work out what follows from what the fields say now."""
        self._is_shown = False
        self._wake()
        if self._is_looking:
            self._is_stale = True
            return
        try:
            self.read_fields()
        except Refused as error:
            self.follows.show_refusal(error.text)
            self.rules.show_findings(())
            return
        self._is_looking = True
        self.follows.show_working()
        self._desk.jobs.run(self._foresee, self._seen, self._not_seen)

    def work(self) -> Save:
        """The change, with its reason."""
        return partial(self._carry_out, self.reason.why)

    def _carry_out(self, why: str) -> Changes:
        return self.change(why, preview=False).changes

    def _foresee(self) -> Foreseen:
        desk = self._desk
        changed = self.change(self.windowTitle(), preview=True)
        after, law = changed.after, desk.tools.rules.law
        found = foreseen_findings(desk.storage, after.dispute, (after.terms,), law)
        return Foreseen(changed, found if after.removes_duties else ())

    def _seen(self, seen: Foreseen) -> None:
        if self._ends_look():
            return
        self.follows.show_found(seen.changed.consequences)
        self.rules.show_findings(seen.findings)
        self.rules.setVisible(seen.changed.after.removes_duties)
        self._is_shown = True
        self._wake()

    def _not_seen(self, error: BaseException) -> None:
        if self._ends_look():
            return
        if isinstance(error, Refused):
            self.follows.show_refusal(error.text)
        else:
            self.follows.show_refusal(self.tr("What follows cannot be worked out now."))
            present(error, self)

    def _ends_look(self) -> bool:
        """Whether what came in is of no use any more."""
        self._is_looking = False
        if self._is_closed:
            return True
        if self._is_stale:
            self._is_stale = False
            self.look()
            return True
        return False

    def _saving(self, is_saving: bool) -> None:
        super()._saving(is_saving)
        self._wake()

    def _wake(self) -> None:
        ready = self._is_shown and not self._is_saving and bool(self.reason.why)
        self.save.setEnabled(ready)

    def _closed(self) -> None:
        self._is_closed = True
