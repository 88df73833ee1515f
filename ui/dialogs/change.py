"""The frame of a change to a strike: what follows is shown before anything is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rota.domain.changes import Changes
from rota.domain.errors import Refused, Unavailable
from rota.domain.findings import Finding
from rota.domain.windows import StrikeWindow
from rota.services.carrying_out import Changed
from rota.services.disputes import foreseen_findings
from ui.desk import Desk
from ui.dialogs.errand import ErrandDialog, Save
from ui.errors import present, sentence
from ui.newest import Newest
from ui.widgets.consequence_table import ConsequenceTable
from ui.widgets.findings_list import FindingsList
from ui.widgets.reason_box import ReasonBox

Change = Callable[[str, bool], Changed]
"""Given a reason, and whether only to look: makes the change on the database thread."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would follow from a change, and what the dated rules say of the strike then."""

    changed: Changed
    findings: tuple[Finding, ...]


class ChangeDialog(ErrandDialog):
    """Works out what follows whenever ``look`` is called; only what was shown can be saved.

    A subclass lays out ``follows``, ``rules`` and ``reason`` and answers ``change``.
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
        self._shown: Change | None = None
        self._newest = Newest(desk.jobs, self)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setStretchFactor(self.body, 100)
        self.follows = ConsequenceTable()
        self.rules = FindingsList()
        self.reason = ReasonBox(reasons)
        self.reason.editTextChanged.connect(lambda _text: self._wake())
        self._wake()

    def change(self) -> Change:
        """The change that the fields say now. Raises Refused for what makes no sense."""
        raise NotImplementedError

    def look(self) -> None:
        """Work out what follows from what the fields say now."""
        self._shown = None
        self._wake()
        try:
            change = self.change()
        except Refused as error:
            self._newest.forget()
            self.follows.show_refusal(error.text)
            self.rules.show_findings((), self.tr("Nothing to measure yet."))
            return
        self.follows.show_working()
        work = partial(_foresee, self._desk, change, self.windowTitle())
        self._newest.ask(work, partial(self._seen, change), self._not_seen)

    def work(self) -> Save:
        """The change that was shown, with its reason."""
        assert self._shown is not None
        return partial(_carry_out, self._shown, self.reason.why)

    def _seen(self, change: Change, seen: Foreseen) -> None:
        self.follows.show_found(seen.changed.consequences)
        self.rules.show_findings(seen.findings)
        self.rules.setVisible(seen.changed.after.removes_duties)
        self._shown = change
        self._wake()

    def _not_seen(self, error: BaseException) -> None:
        if isinstance(error, Refused | Unavailable):
            self.follows.show_refusal(sentence(error))
        else:
            self.follows.show_refusal(self.tr("What follows cannot be worked out now."))
            present(error, self)

    def _saving(self, is_saving: bool) -> None:
        super()._saving(is_saving)
        self._wake()

    def _wake(self) -> None:
        ready = self._shown is not None and not self._is_saving and bool(self.reason.why)
        self.save.setEnabled(ready)


def _foresee(desk: Desk, change: Change, why: str) -> Foreseen:
    changed = change(why, True)
    after, law = changed.after, desk.tools.rules.law
    if not after.removes_duties:
        return Foreseen(changed, ())
    found = foreseen_findings(desk.storage, after.dispute, (after.terms,), law)
    return Foreseen(changed, found)


def _carry_out(change: Change, why: str) -> Changes:
    return change(why, False).changes
