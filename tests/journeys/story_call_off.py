"""How the strike of 26 January 2016 is called off the night before, and what is done then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from PySide6.QtWidgets import QRadioButton

from rota.domain.disputes import Consequence
from tests.journeys.story_people import User
from ui.dialogs.call_off import CallOffDialog
from ui.dialogs.call_sheet import CallSheetDialog
from ui.dialogs.posted import PostedDialog
from ui.pages.letters import LettersPage
from ui.pages.strikes import StrikesPage

Found = dict[str, set[str]]
"""What follows, by kind: the ids that it is about."""


def by_kind(found: Sequence[Consequence]) -> Found:
    """What follows, sorted by what it is."""
    sorted_: defaultdict[str, set[str]] = defaultdict(set)
    for each in found:
        sorted_[each.kind].add(each.id)
    return dict(sorted_)


def rehearse(manager: User, strike: int) -> tuple[list[str], Found]:
    """Look what a call-off would do; return what there would be to do, and what follows."""
    page = manager.go(StrikesPage, strike)
    manager.press("rehearse", page.panel)
    dialog = manager.dialog(CallOffDialog)
    manager.rest()
    seen = dialog.tasks.text().splitlines(), by_kind(dialog.follows.found)
    assert not dialog.save.isVisible()
    manager.press("cancel", dialog)
    return seen


def call_off(manager: User, strike: int, why: str) -> tuple[list[str], Found]:
    """Call a strike off; return what the dialog said there is to do, and what follows."""
    page = manager.go(StrikesPage, strike)
    manager.press("move_called_off", page.panel)
    dialog = manager.dialog(CallOffDialog)
    manager.rest()
    seen = dialog.tasks.text().splitlines(), by_kind(dialog.follows.found)
    manager.type(dialog.reason, why)
    manager.press("save", dialog)
    assert page.panel.state.text == "Called off"
    return seen


def ring(clerk: User, page: LettersPage) -> list[str]:
    """Tell everybody on the call sheet; return whom, in the order in which they were rung."""
    clerk.press("call_sheet", page)
    sheet = clerk.dialog(CallSheetDialog)
    clerk.rest()
    rung = []
    while sheet.row is not None and not sheet.row.is_told:
        rung.append(sheet.row.appointment_id)
        clerk.press("call_told", sheet)
    sheet.accept()
    return rung


def take_out(clerk: User, page: LettersPage) -> str:
    """Take what is no longer true out of the batch that lies there; return what is said then."""
    clerk.press("posted", page)
    dialog = clerk.dialog(PostedDialog)
    (out,) = (
        each
        for each in dialog.findChildren(QRadioButton)
        if each.objectName().startswith("taken_out_")
    )
    out.click()
    clerk.press("save", dialog)
    return page.told.text
