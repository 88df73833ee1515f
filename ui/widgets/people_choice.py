"""A box to choose one person of the staff list from, or nobody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from rota.domain.errors import Refused
from rota.domain.people import StaffMember
from ui.widgets.form_fields import let_find

_RETIRED = "{staff_id}, no longer on the staff list"


def offer_people(field: QComboBox, people: Sequence[StaffMember], now: str) -> None:
    """Offer everybody in use, nobody first; ``now`` is chosen, also when they are retired."""
    was = field.blockSignals(True)
    field.clear()
    field.addItem("", "")
    for person in people:
        given = f"{person.surname}, {person.forename}".rstrip(", ")
        field.addItem(
            f"{given} ({person.grade or person.staff_group}), {person.staff_id}", person.staff_id
        )
    if field.findData(now) < 0:
        field.addItem(_RETIRED.format(staff_id=now), now)
    field.setCurrentIndex(field.findData(now))
    let_find(field)
    edit = field.lineEdit()
    if edit is not None:
        edit.setCursorPosition(0)
    field.blockSignals(was)


def chosen_person(field: QComboBox, otherwise: str, refusal: str) -> str | None:
    """Return the id chosen, or None; ``otherwise`` while the people are not read yet.

    Refuses, in these words, what is typed and fits nobody.
    """
    if not field.count():
        return otherwise or None
    text = field.currentText().strip()
    at = field.findText(text)
    if at < 0 and text:
        raise Refused("person_unknown", refusal)
    return (field.itemData(at) or None) if at >= 0 else None
