"""How a strike is planned, triaged, written about and signed in the 2016 story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit

from rota.domain.codes import Decision
from rota.domain.importing import ImportKind
from rota.domain.visit_filters import Shown
from tests.journeys.story_hospital import (
    ABSENCES,
    DUTIES,
    FIRST,
    LATER,
    REQUIREMENTS,
    SLOTS,
    STAFF,
    VISITS,
    write,
)
from tests.journeys.story_people import LEFT, Key, User, at
from ui.dialogs.accept import AcceptDialog
from ui.dialogs.assign import AssignDialog
from ui.dialogs.decision import DecisionDialog
from ui.dialogs.leave_gap import LeaveGapDialog
from ui.dialogs.letters import BatchDialog, DetailsDialog
from ui.dialogs.new_dates import NewDatesDialog
from ui.dialogs.posted import PostedDialog
from ui.dialogs.reason import ReasonDialog
from ui.dialogs.sign_off import SignOffDialog
from ui.dialogs.strike import StrikeDialog
from ui.pages.appointments import AppointmentsPage
from ui.pages.cover import CoverPage
from ui.pages.letters import LettersPage
from ui.pages.review import ReviewPage
from ui.pages.strikes import StrikesPage

Decided = dict[str, tuple[Decision, datetime | None]]
"""What was decided on an appointment, and its new date."""

DETAILS = {
    "name": "St Anne's Hospital",
    "phone": "020 7946 0000",
    "phone_hours": "9am to 5pm",
    "return_address": "PO Box 1, London SW17 0QT",
    "sender": "Ann Clerk",
}


def enter_the_notice(manager: User, folder: Path) -> None:
    """Type the first strike in, bring the hospital in from files, and the later strikes too."""
    page = manager.go(StrikesPage)
    manager.press("first_strike")
    dialog = manager.dialog(StrikeDialog)
    manager.type(dialog.dispute, FIRST["dispute"])
    manager.type(dialog.union, FIRST["union"])
    dialog.form.start.show_instant(at(FIRST["start"]))
    dialog.form.end.show_instant(at(FIRST["end"]))
    manager.press("save", dialog)
    manager.import_files(
        write(folder / "staff.csv", ImportKind.STAFF, STAFF),
        write(folder / "duties.csv", ImportKind.DUTIES, DUTIES),
        write(folder / "requirements.csv", ImportKind.REQUIREMENTS, REQUIREMENTS),
        write(folder / "absences.csv", ImportKind.ABSENCES, ABSENCES),
        write(folder / "windows.csv", ImportKind.WINDOWS, LATER),
    )
    assert page.header.facts.text() == "3 strikes"


def bring_in_the_lists(clerk: User, folder: Path) -> None:
    """Appointments and free places, as the hospital's own system lists them."""
    clerk.import_files(
        write(folder / "appointments.csv", ImportKind.APPOINTMENTS, VISITS),
        write(folder / "slots.csv", ImportKind.SLOTS, SLOTS),
    )


def open_gap(manager: User, page: CoverPage, service: str, *, last: bool = False) -> None:
    """Click the first gap of a service on the board, or its last."""
    assert page.ribbon.view is not None
    row = next(each for each in page.ribbon.view.rows if each.service == service)
    place = page.ribbon.place_of(row.key, row.gaps[-1 if last else 0])
    assert page.ribbon.viewport().rect().contains(place.center())
    manager.qtbot.mouseClick(page.ribbon.viewport(), LEFT, pos=place.center())
    manager.rest()
    assert page.panel.shown is page.panel.gap


def mark_duty(manager: User, page: CoverPage, duty: str) -> None:
    """Mark a lost duty of the gap that is open as emergency cover, which the strike leaves."""
    manager.press("gap_mark", page.panel)
    page.panel.marks.table.select_keys(frozenset({duty}))
    manager.press("service_duties_mark", page.panel)
    answer_why(manager, "Agreed with the union")


def fill_gap(manager: User, page: CoverPage, staff_id: str) -> tuple[datetime, datetime]:
    """Have somebody cover all of the gap that is open; return from when to when."""
    people = page.panel.gap.people
    place = people.model.index(people.model.place_of(staff_id))
    assert place.isValid(), staff_id
    people.view.scrollTo(place)
    spot = people.view.visualRect(place).center()
    manager.qtbot.mouseClick(people.view.viewport(), LEFT, pos=spot)
    manager.press("gap_assign", page.panel)
    dialog = manager.dialog(AssignDialog)
    if dialog.consent.isVisible():
        manager.type(dialog.consent, "Agreed by phone")
    taken = dialog.start.instant, dialog.end.instant
    manager.press("save", dialog)
    return taken


def leave_gap(manager: User, page: CoverPage, why: str, owner: str) -> None:
    """Leave the gap that is open, knowingly."""
    manager.press("gap_leave", page.panel)
    dialog = manager.dialog(LeaveGapDialog)
    manager.type(dialog.findChild(QComboBox, "reason"), why)
    manager.type(dialog.findChild(QLineEdit, "owner"), owner)
    manager.press("save", dialog)
    assert page.panel.gap.left.text == f"Left open by {owner}: {why}"


def answer_why(user: User, why: str) -> None:
    """Give the reason that is asked for."""
    dialog = user.dialog(ReasonDialog)
    user.type(dialog.findChild(QComboBox, "reason"), why)
    user.press("save", dialog)


def choose(clerk: User, page: AppointmentsPage, ids: Sequence[str]) -> None:
    """Select appointments of the list."""
    page.view.select_keys(frozenset(ids), ids[0])
    page.view.setFocus()
    clerk.rest()


def at_risk(clerk: User, page: AppointmentsPage) -> set[str]:
    """Which appointments the list says are at risk."""
    page.filters.choose(Shown.AT_RISK)
    clerk.rest()
    return {row.appointment_id for row in page.model.rows}


def accept_proposals(clerk: User, page: AppointmentsPage, ids: Sequence[str]) -> Decided:
    """Accept what is proposed for some appointments, and return what stood there."""
    rows = [row for row in page.model.rows if row.appointment_id in ids]
    shown: Decided = {}
    for row in rows:
        assert row.fact.proposed is not None
        shown[row.appointment_id] = row.fact.proposed, row.fact.new_start
    choose(clerk, page, ids)
    clerk.press("accept_proposal", page)
    if clerk.has_dialog():
        clerk.press("save", clerk.dialog(AcceptDialog))
    return shown


def decide(
    clerk: User,
    page: AppointmentsPage,
    ids: Sequence[str],
    decision: Decision,
    why: str,
    new_start: datetime | None = None,
) -> Decided:
    """Decide by a key on some appointments, with a reason."""
    choose(clerk, page, ids)
    keys = {
        Decision.KEEP: Key.Key_K, Decision.POSTPONE: Key.Key_P, Decision.CONVERT: Key.Key_C,
        Decision.REBOOK: Key.Key_R, Decision.STAND_BY: Key.Key_S,
    }  # fmt: skip
    clerk.key(page.view, keys[decision])
    dialog = clerk.dialog(DecisionDialog)
    if new_start is not None:
        dialog.when.show_instant(new_start)
    clerk.type(dialog.reason.lineEdit(), why)
    clerk.rest()
    clerk.press("save", dialog)
    return dict.fromkeys(ids, (decision, new_start))


def make_batch(clerk: User, page: LettersPage, ids: Sequence[str], folder: Path) -> str:
    """Make a batch of the letters of some appointments; return the name of its file."""
    page.queue.filters.choose("all")
    clerk.rest()
    page.queue.table.select_keys(frozenset(ids), ids[0])
    clerk.rest()
    assert page.make.text() == f"Make batch of {len(ids)}"
    before = {each.name for each in folder.glob("*.pdf")}
    clerk.press("make_batch", page)
    if any(each.isVisible() for each in clerk.here.findChildren(DetailsDialog)):
        give_details(clerk)
    dialog = clerk.dialog(BatchDialog)
    dialog.folder.setText(str(folder))
    clerk.press("batch_go", dialog)
    clerk.rest()
    (made,) = {each.name for each in folder.glob("*.pdf")} - before
    return made


def give_details(clerk: User) -> None:
    """Say what every letter says of the hospital: without a name and a phone none is made."""
    dialog = clerk.dialog(DetailsDialog)
    for name, value in DETAILS.items():
        clerk.type(dialog.findChild(QLineEdit, f"details_{name}"), value)
    clerk.press("save", dialog)


def post_batch(clerk: User, page: LettersPage) -> None:
    """Say that the batch that is chosen went into the post."""
    clerk.press("posted", page)
    dialog = clerk.dialog(PostedDialog)
    if dialog.elsewhere.isVisible():
        dialog.elsewhere.click()
    clerk.press("save", dialog)
    assert " posted" in page.told.text, page.told.text


def go_to_department(head: User, page: ReviewPage, name: str) -> None:
    """Put the cursor on the heading of a department."""
    row = page.model.row_of((name, None))
    assert row is not None, name
    page.view.go_to(page.model.index(row, 0))
    head.rest()


def sign_off(head: User, page: ReviewPage, department: str) -> str:
    """Sign off a department; return what the dialog says is signed."""
    go_to_department(head, page, department)
    head.press("review_sign", page)
    dialog = head.dialog(SignOffDialog)
    if not dialog.name.text():
        head.type(dialog.name, "Dr Gita Rao")
        head.type(dialog.role, "clinical director")
    lines = dialog.lines.toPlainText()
    head.press("save", dialog)
    return lines


def give_new_dates(clerk: User, page: AppointmentsPage, *, agreed: str = "by phone") -> Decided:
    """Accept every new date that is proposed for who is postponed; return what stood there."""
    page.view.clearSelection()
    clerk.rest()
    clerk.press("new_dates", page)
    dialog = clerk.dialog(NewDatesDialog)
    clerk.qtbot.waitUntil(lambda: bool(dialog.model.rows), timeout=20_000)
    clerk.rest()
    picked = {row.key: row.picked for row in dialog.model.rows if row.picked is not None}
    clerk.type(dialog.agreed, agreed)
    clerk.press("save", dialog)
    return {key: (Decision.REBOOK, choice.start) for key, choice in picked.items()}
