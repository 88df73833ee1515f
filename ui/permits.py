"""What of the window somebody may use: pages that are not theirs are left out, buttons greyed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)

from rota.domain.importing import ImportKind
from rota.domain.permissions import TABLE, Area, area_of, may, may_in, whom_to_ask, why_not
from rota.domain.users import User
from ui.remembered import keep_view, last_view

PAGES: Mapping[str, tuple[Area, ...]] = {
    "page_strikes": (Area.COVER,),
    "page_cover": (Area.COVER,),
    "page_people": (Area.STAFF,),
    "page_appointments": (Area.PATIENTS,),
    "page_letters": (Area.LETTERS, Area.RELEASES),
    "page_review": (Area.REVIEW, Area.NOTES),
    "page_day": (Area.DAY,),
    "page_reports": (Area.REPORTS,),
    "page_settings": (Area.OWN,),
}
"""The pages, and the areas of work of which one is enough to get a page."""

BUTTONS: Mapping[str, Mapping[str, str]] = {
    "page_strikes": {
        "add_strike": "window add",
        "import_strikes": "import windows",
        "rehearse": "window called_off",
        "revise": "window revise",
        "add_event": "dispute event",
        "edit_ballot": "dispute ballot",
    },
    "page_people": {"import_staff": "import staff"},
    "page_appointments": {
        "import_appointments": "import appointments",
        "pas_file": "pas out",
    },
    "page_letters": {
        "make_batch": "letters render",
        "print_batch": "letters print",
        "reprint_letter": "letters print",
        "say_printed": "letters printed",
        "posted": "letters posted",
        "returned": "letters returned",
    },
    "page_review": {
        "review_sign": "sign off",
        "review_comment": "comment",
        "review_send_back": "send back",
    },
    "page_settings": {
        "save": "settings",
        "choose_logo": "settings",
        "remove_logo": "settings",
        "add_envelope": "settings",
        "change_envelope": "settings",
        "remove_envelope": "settings",
        "wording_edit_it": "wording save",
        "wording_new": "wording draft",
        "wording_import": "wording draft",
        "wording_approve_it": "wording approve",
        "wording_retire": "wording retire",
    },
}
"""The buttons of each page by their object names, and what they do as the journal has it."""


def may_open(user: User, page: str) -> bool:
    """Whether somebody gets a page, by its object name."""
    return any(may_in(user, area) for area in PAGES[page])


def limit(page: QWidget, user: User) -> None:
    """Grey for good what somebody may not do on a page, each button with the reason."""
    for name, action in BUTTONS.get(page.objectName(), {}).items():
        if not may(user, action):
            for button in page.findChildren(QAbstractButton, name):
                hold_back(button, action)


def hold_back(button: QAbstractButton, action: str) -> None:
    """Keep a button greyed, whatever the page does to it, and let it say who may."""
    area = area_of(action)
    _Held(button, "" if area is None else why_not(area))


def own_name(field: QLineEdit, user: User) -> None:
    """Let whoever signed in answer under their own name, and under no other."""
    if not user.is_open:
        field.setText(user.name)
        field.setReadOnly(True)


def whom(area: Area) -> str:
    """Return whom to ask in an area of work: ``a clerk``."""
    return whom_to_ask(TABLE[area].roles)


def read_only(fields: QWidget) -> None:
    """Let fields be looked at and copied from, but not changed."""
    for line in fields.findChildren(QLineEdit):
        line.setReadOnly(True)
    for lines in fields.findChildren(QPlainTextEdit):
        lines.setReadOnly(True)
    for choice in (*fields.findChildren(QComboBox), *fields.findChildren(QAbstractSpinBox)):
        choice.setEnabled(False)
    for each in fields.findChildren(QListWidget):
        for at in range(each.count()):
            item = each.item(at)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)


def last_typed(key: str, user: User) -> str:
    """What was typed last on this computer; nothing where people sign in: it may be another's."""
    return last_view(key) if user.is_open else ""


def keep_typed(key: str, text: str, user: User) -> None:
    """Remember it on this computer, unless people sign in: then nobody's name is left there."""
    if user.is_open:
        keep_view(key, text.strip())


def limit_kinds(choice: QComboBox, user: User) -> None:
    """Leave only the kinds of file that somebody may bring in."""
    for at in reversed(range(choice.count())):
        if (kind := choice.itemData(at)) and not may(user, f"import {kind}"):
            choice.removeItem(at)


def may_import(user: User) -> bool:
    """Whether there is any kind of file that somebody may bring in."""
    return any(may(user, f"import {kind}") for kind in ImportKind)


class _Held(QObject):
    """Greys a button again whenever the page would let it be pressed."""

    def __init__(self, button: QAbstractButton, why: str) -> None:
        super().__init__(button)
        self._why = why
        button.installEventFilter(self)
        self._hold(button)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what changes whether it can be pressed, and what it says."""
        changed = event.type() in (QEvent.Type.EnabledChange, QEvent.Type.ToolTipChange)
        if changed and isinstance(watched, QAbstractButton):
            self._hold(watched)
        return False

    def _hold(self, button: QAbstractButton) -> None:
        if button.toolTip() != self._why:
            button.setToolTip(self._why)
        if button.isEnabled():
            button.setEnabled(False)
