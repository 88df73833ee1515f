"""The day itself: ticks, flags and handover notes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Table, select

from rota.domain.day import DayFlag, DayTick, HandoverNote
from rota.storage.keyed import chunks
from rota.storage.ledger import Ledger, numbers_in_journal
from rota.storage.schema import day_flag, day_tick, handover_note


class DayStore:
    """What was ticked, flagged and handed over during a window."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def ticks(self, window_id: int) -> list[DayTick]:
        """Return every tick of a window in the order in which they were entered."""
        return [DayTick(tick_id=row.pop("id"), **row) for row in self._rows(day_tick, window_id)]

    def known_keys(self, keys: Collection[str]) -> set[str]:
        """Return those keys whose ticks are kept already."""
        query = select(day_tick.c.key)
        return {
            key
            for some in chunks(sorted(keys))
            for key in self._connection.execute(query.where(day_tick.c.key.in_(some))).scalars()
        }

    def add_ticks(self, made: Sequence[DayTick]) -> list[int]:
        """Keep ticks; return their ids."""
        return self._writing.add_with_ids(day_tick, [_without(each, "tick_id") for each in made])

    def windows_ticked(self) -> set[int]:
        """Return the windows of which ticks are still kept, if only in the journal."""
        query = select(day_tick.c.window_id).distinct()
        kept = set(self._connection.execute(query).scalars())
        return kept | numbers_in_journal(self._connection, day_tick, "window_id")

    def erase_ticks(self, window_ids: Collection[int]) -> int:
        """Delete the ticks of some windows, from the journal too. Returns how many."""
        return self._writing.erase(day_tick, "window_id", window_ids)

    def flags(self, window_id: int) -> list[DayFlag]:
        """Return every flag of a window, closed ones too, oldest first."""
        return [DayFlag(flag_id=row.pop("id"), **row) for row in self._rows(day_flag, window_id)]

    def add_flags(self, raised: Sequence[DayFlag]) -> list[int]:
        """Raise flags; return their ids."""
        return self._writing.add_with_ids(day_flag, [_without(each, "flag_id") for each in raised])

    def put_flag(self, changed: DayFlag) -> None:
        """Bring a flag to the given state."""
        query = select(day_flag).where(day_flag.c.id == changed.flag_id)
        row = dict(self._connection.execute(query).mappings().one())
        self._writing.change(day_flag, [(row, {**row, **_without(changed, "flag_id")})])

    def notes(self, window_id: int) -> list[HandoverNote]:
        """Return the handover notes of a window, oldest first."""
        rows = self._rows(handover_note, window_id)
        return [HandoverNote(note_id=row.pop("id"), **row) for row in rows]

    def add_note(self, note: HandoverNote) -> int:
        """Keep a handover note; return its id."""
        return self._writing.insert_with_id(handover_note, _without(note, "note_id"))

    def _rows(self, table: Table, window_id: int) -> list[dict[str, Any]]:
        query = select(table).where(table.c.window_id == window_id).order_by(table.c.id)
        return [dict(row) for row in self._connection.execute(query).mappings()]

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger


def _without(value: Any, name: str) -> dict[str, Any]:
    row = asdict(value)
    del row[name]
    return row
