"""What people answer for at the gate: holds released, calls made, and letters already gone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, exists, select

from rota.domain.calls import MAY_HAVE_TOLD, CallMade, CallOutcome
from rota.domain.crossing import PostedLetter
from rota.domain.releases import Release
from rota.domain.telling import Told
from rota.storage.ledger import Ledger, decode, encode
from rota.storage.schema import (
    appointment,
    decision,
    hold_release,
    journal_change,
    journal_entry,
    letter,
    letter_line,
    phone_call,
)

ANSWERING = "answer a release"
"""The action that answers a release, in the journal."""

_RESTS_ON = {
    appointment.name: {
        *("patient_id", "title", "forename", "surname", "date_of_birth"),
        *("address", "postcode", "do_not_post", "start"),
    },
    decision.name: {"decision", "new_start", "decided_start"},
}
"""What a release rests on: by table, the columns. Both tables are keyed by the appointment."""


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
        rows = [_without(asdict(each), "release_id") for each in asked]
        ids = self._writing.add_with_ids(hold_release, rows)
        return [replace(each, release_id=id_) for each, id_ in zip(asked, ids, strict=True)]

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

    def ended_releases(self) -> frozenset[int]:
        """Return the releases agreed to before what they rest on changed, if only for a while.

        The digest of what was judged cannot tell: a hold that went away and came back looks the
        same. What is printed of a patient, and what is decided, is looked up in the journal.
        """
        answered = self._answered()
        wanted: dict[str, list[int]] = defaultdict(list)
        for each in self.releases():
            if each.is_given and each.release_id in answered:
                wanted[encode(appointment, {"appointment_id": each.appointment_id})].append(
                    each.release_id
                )
        if not wanted:
            return frozenset()
        first = min(answered[each] for some in wanted.values() for each in some)
        query = select(journal_change).where(
            journal_change.c.id > first,
            journal_change.c.table_name.in_(list(_RESTS_ON)),
            journal_change.c.row_key.in_(sorted(wanted)),
        )
        ended = set()
        for row in self._connection.execute(query):
            if _touches(row.table_name, row.before, row.after):
                ended |= {each for each in wanted[row.row_key] if row.id > answered[each]}
        return frozenset(ended)

    def _answered(self) -> dict[int, int]:
        """Return the change in the journal that last answered each release."""
        query = (
            select(journal_change.c.id, journal_change.c.row_key)
            .join(journal_entry, journal_entry.c.action_id == journal_change.c.action_id)
            .where(
                journal_entry.c.action == ANSWERING,
                journal_change.c.table_name == hold_release.name,
            )
            .order_by(journal_change.c.id)
        )
        return {
            decode(hold_release, row.row_key)["id"]: row.id
            for row in self._connection.execute(query)
            if row.row_key
        }

    def calls(self) -> dict[str, list[CallMade]]:
        """Return the calls and messages about each appointment, in order of time.

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

    def heard(self) -> dict[str, list[Told]]:
        """Return what calls and messages may have told since the last letter that was posted.

        Only to who has the appointment now; a letter that came back told nobody anything.
        """
        later = (
            select(letter.c.id)
            .join(letter_line, letter_line.c.letter_id == letter.c.id)
            .where(
                letter_line.c.appointment_id == phone_call.c.appointment_id,
                letter.c.patient_id == phone_call.c.patient_id,
                letter.c.posted_at >= phone_call.c.at,
                letter.c.returned_at.is_(None),
            )
        )
        query = (
            select(phone_call)
            .join(appointment, appointment.c.appointment_id == phone_call.c.appointment_id)
            .where(
                appointment.c.patient_id == phone_call.c.patient_id,
                phone_call.c.outcome.in_(sorted(MAY_HAVE_TOLD)),
                ~exists(later),
            )
            .order_by(phone_call.c.at, phone_call.c.id)
        )
        found: dict[str, list[Told]] = defaultdict(list)
        for row in self._connection.execute(query).mappings():
            found[row["appointment_id"]].append(_call(row).said)
        return dict(found)

    def add_calls(self, made: Sequence[CallMade]) -> list[int]:
        """Record calls and messages; return their ids."""
        rows = [_without(asdict(each), "call_id") for each in made]
        return self._writing.add_with_ids(phone_call, rows)

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
                letter_line.c.decision,
                letter_line.c.new_start,
                letter_line.c.told_start,
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
                PostedLetter(
                    row.reference,
                    row.post_class,
                    row.posted_at,
                    Told(row.decision, row.new_start, row.told_start),
                )
            )
        return dict(found)

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger


def _without(value: dict[str, Any], id_field: str) -> dict[str, Any]:
    return {name: each for name, each in value.items() if name != id_field}


def _touches(table: str, before: str | None, after: str | None) -> bool:
    """Say whether a change is one of what releases rest on; a row that came or went is."""
    if before is None or after is None:
        return True
    return not _RESTS_ON[table].isdisjoint(json.loads(after or "{}"))


def _release(row: Any) -> Release:
    return Release(**{"release_id" if name == "id" else name: value for name, value in row.items()})


def _call(row: Any) -> CallMade:
    said = {"call_id" if name == "id" else name: value for name, value in row.items()}
    return CallMade(**{**said, "outcome": CallOutcome(said["outcome"])})
