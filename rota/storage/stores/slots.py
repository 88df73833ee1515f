"""Free slots, who holds a place in one, and what was handed to the hospital's own system."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from rota.domain.codes import ExtractChange
from rota.domain.extracts import ExtractNote, ExtractSays, Handover
from rota.domain.slots import Slot, SlotHold
from rota.storage.keyed import KeyedStore, chunks
from rota.storage.ledger import Ledger
from rota.storage.schema import (
    active,
    extract_note,
    extract_says,
    handover,
    slot,
    slot_hold,
    triage_stop,
)

_SLOT_FIELDS = tuple(field.name for field in fields(Slot))


class SlotStore:
    """Where there is room, and for whom it is kept."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger
        self.slots: KeyedStore[str, Slot] = KeyedStore(
            connection,
            ledger,
            slot,
            ("slot_id",),
            lambda each: each.slot_id,
            lambda each: {**asdict(each), "retired": False},
            lambda row: Slot(**{name: row[name] for name in _SLOT_FIELDS}),
        )
        self.holds: KeyedStore[str, SlotHold] = KeyedStore(
            connection,
            ledger,
            slot_hold,
            ("appointment_id",),
            lambda held: held.appointment_id,
            asdict,
            lambda row: SlotHold(**row),
        )
        self.handovers: KeyedStore[str, Handover] = KeyedStore(
            connection,
            ledger,
            handover,
            ("appointment_id",),
            lambda given: given.appointment_id,
            asdict,
            lambda row: Handover(**row),
        )
        self.says: KeyedStore[str, ExtractSays] = KeyedStore(
            connection,
            ledger,
            extract_says,
            ("appointment_id",),
            lambda said: said.appointment_id,
            asdict,
            lambda row: ExtractSays(**row),
        )

    def free(self, start: datetime, end: datetime) -> list[tuple[Slot, int]]:
        """Return the slots that start in a half-open stretch, with how many places are free."""
        taken = (
            select(slot_hold.c.slot_id, func.count().label("held"))
            .group_by(slot_hold.c.slot_id)
            .subquery()
        )
        query = (
            select(slot, func.coalesce(taken.c.held, 0).label("held"))
            .outerjoin(taken, taken.c.slot_id == slot.c.slot_id)
            .where(active(slot), slot.c.start >= start, slot.c.start < end)
            .order_by(slot.c.start, slot.c.slot_id)
        )
        found = []
        rows: Sequence[Any] = self._connection.execute(query).mappings().all()
        for row in rows:
            left = row["capacity"] - row["held"]
            if left > 0:
                found.append((Slot(**{name: row[name] for name in _SLOT_FIELDS}), left))
        return found

    def places_held(self, slot_ids: Collection[str]) -> dict[str, set[int]]:
        """Return the places of slots that are held, by slot."""
        found: dict[str, set[int]] = {each: set() for each in slot_ids}
        query = select(slot_hold.c.slot_id, slot_hold.c.place)
        for some in chunks(found):
            for row in self._connection.execute(query.where(slot_hold.c.slot_id.in_(some))):
                found[row.slot_id].add(row.place)
        return found

    def stops(self, window_id: int) -> dict[date, int]:
        """Return the most patients to be moved on a day of a window, where a line was drawn."""
        query = select(triage_stop.c.day, triage_stop.c.most).where(
            triage_stop.c.window_id == window_id
        )
        return {row.day: row.most for row in self._connection.execute(query)}

    def set_stops(self, window_id: int, stops: Mapping[date, int | None]) -> None:
        """Draw, move or (None) take away the stop lines of a window's days."""
        query = select(triage_stop).where(triage_stop.c.window_id == window_id)
        there = {row["day"]: dict(row) for row in self._connection.execute(query).mappings()}
        ledger = self.slots.writing
        ledger.remove(
            triage_stop,
            [there[day] for day, most in stops.items() if most is None and day in there],
        )
        wanted = [
            {"window_id": window_id, "day": day, "most": most}
            for day, most in stops.items()
            if most is not None
        ]
        ledger.add(triage_stop, [row for row in wanted if row["day"] not in there])
        ledger.change(
            triage_stop, [(there[row["day"]], row) for row in wanted if row["day"] in there]
        )

    def notes(
        self, appointment_ids: Collection[str] | None = None, also_settled: bool = False
    ) -> list[ExtractNote]:
        """Return what extracts changed, the newest first; unless told, what nobody settled."""
        rows = self._note_rows(appointment_ids, also_settled)
        return [_note(row) for row in sorted(rows, key=lambda row: -row["id"])]

    def _note_rows(
        self, appointment_ids: Collection[str] | None, also_settled: bool
    ) -> list[dict[str, Any]]:
        query = select(extract_note)
        if not also_settled:
            query = query.where(extract_note.c.settled == False)  # noqa: E712
        if appointment_ids is None:
            queries = [query]
        else:
            ids = chunks(dict.fromkeys(appointment_ids))
            queries = [query.where(extract_note.c.appointment_id.in_(some)) for some in ids]
        return [dict(row) for q in queries for row in self._connection.execute(q).mappings()]

    def add_notes(self, notes: Sequence[ExtractNote]) -> None:
        """Keep what an extract changed."""
        self.slots.writing.add_with_ids(extract_note, [asdict(each) for each in notes])

    def settle(self, appointment_ids: Collection[str]) -> None:
        """Mark every note about appointments as dealt with."""
        rows = self._note_rows(appointment_ids, also_settled=False)
        self.slots.writing.change(extract_note, [(row, {**row, "settled": True}) for row in rows])

    def noted_gone(self) -> set[str]:
        """Return the appointments that an extract took away and none brought back since."""
        gone = (ExtractChange.VANISHED, ExtractChange.CANCELLED)
        newest = (
            select(func.max(extract_note.c.id))
            .where(extract_note.c.what.in_((*gone, ExtractChange.BACK)))
            .group_by(extract_note.c.appointment_id)
        )
        query = select(extract_note.c.appointment_id).where(
            extract_note.c.id.in_(newest), extract_note.c.what.in_(gone)
        )
        return set(self._connection.execute(query).scalars())


def _note(row: Any) -> ExtractNote:
    return ExtractNote(row["appointment_id"], row["at"], row["what"], row["text"], row["settled"])
