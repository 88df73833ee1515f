"""What people answer for at the gate: holds released, calls made, and letters already gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Table, select

from rota.domain.calls import CallMade, CallOutcome
from rota.domain.crossing import PostedLetter
from rota.domain.releases import Release
from rota.storage.ledger import Ledger
from rota.storage.schema import appointment, hold_release, letter, letter_line, phone_call


class GateStore:
    """Releases and calls; a release is answered once, a call never changes."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def releases(self) -> list[Release]:
        """Return every release asked for, in order of asking."""
        query = select(hold_release).order_by(hold_release.c.id)
        return [_release(row) for row in self._connection.execute(query).mappings()]

    def add_releases(self, asked: Sequence[Release]) -> list[Release]:
        """Record what was asked for; return it with its ids."""
        return [
            replace(each, release_id=self._insert(hold_release, asdict(each), "release_id"))
            for each in asked
        ]

    def answer(self, answered: Release) -> None:
        """Bring a release to its answer."""
        query = select(hold_release).where(hold_release.c.id == answered.release_id)
        row = dict(self._connection.execute(query).mappings().one())
        new = {
            **row,
            "answered_by": answered.answered_by,
            "answered_at": answered.answered_at,
            "answer": answered.answer,
        }
        self._writing.change(hold_release, [(row, new)])

    def calls(self) -> dict[str, list[CallMade]]:
        """Return the calls made about each appointment, in order of time.

        A call to somebody who had the appointment before says nothing to who has it now.
        """
        query = (
            select(phone_call)
            .join(appointment, appointment.c.appointment_id == phone_call.c.appointment_id)
            .where(appointment.c.patient_id == phone_call.c.patient_id)
            .order_by(phone_call.c.at, phone_call.c.id)
        )
        found: dict[str, list[CallMade]] = defaultdict(list)
        for row in self._connection.execute(query).mappings():
            found[row["appointment_id"]].append(_call(row))
        return dict(found)

    def add_call(self, made: CallMade) -> int:
        """Record a call; return its id."""
        return self._insert(phone_call, asdict(made), "call_id")

    def posted(self) -> dict[str, list[PostedLetter]]:
        """Return the letters posted about each appointment to who has it now, the newest last.

        One that came back counts for nothing.
        """
        query = (
            select(
                letter_line.c.appointment_id,
                letter.c.reference,
                letter.c.post_class,
                letter.c.posted_at,
            )
            .join(letter, letter.c.id == letter_line.c.letter_id)
            .join(appointment, appointment.c.appointment_id == letter_line.c.appointment_id)
            .where(
                letter.c.posted_at.is_not(None),
                letter.c.returned_at.is_(None),
                letter.c.patient_id == appointment.c.patient_id,
            )
            .order_by(letter.c.posted_at, letter.c.id)
        )
        found: dict[str, list[PostedLetter]] = defaultdict(list)
        for row in self._connection.execute(query):
            found[row.appointment_id].append(
                PostedLetter(row.reference, row.post_class, row.posted_at)
            )
        return dict(found)

    def _insert(self, table: Table, value: dict[str, Any], id_field: str) -> int:
        row = {name: each for name, each in value.items() if name != id_field}
        return self._writing.insert_with_id(table, row)

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger


def _release(row: Any) -> Release:
    return Release(**{"release_id" if name == "id" else name: value for name, value in row.items()})


def _call(row: Any) -> CallMade:
    said = {"call_id" if name == "id" else name: value for name, value in row.items()}
    return CallMade(**{**said, "outcome": CallOutcome(said["outcome"])})
