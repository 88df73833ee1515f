"""Cover: who is down for it, gaps left knowingly, findings gone past, and derogations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from rota.domain.codes import Reply
from rota.domain.derogations import Derogation
from rota.domain.duties import Assignment, GapLeft, Override
from rota.storage.ledger import Ledger
from rota.storage.schema import assignment, cover_override, derogation, gap_left

_ASSIGNMENT = tuple(field.name for field in fields(Assignment) if field.name != "assignment_id")
_OVERRIDE = tuple(field.name for field in fields(Override))


def _assignment(row: Any) -> Assignment:
    return Assignment(**{name: row[name] for name in _ASSIGNMENT}, assignment_id=row["id"])


def _assignment_row(given: Assignment) -> dict[str, Any]:
    return {name: getattr(given, name) for name in _ASSIGNMENT}


class CoverStore:
    """What a strike's cover is made of."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def counting(self, start: datetime, end: datetime) -> list[Assignment]:
        """Return the cover that counts and touches a stretch, of every window."""
        return self._assignments(
            assignment.c.end > start,
            assignment.c.start < end,
            assignment.c.stood_down == False,  # noqa: E712
            assignment.c.reply != Reply.DECLINED,
        )

    def of_window(self, window_id: int) -> list[Assignment]:
        """Return a window's cover in order of start, declined cover too, without stood-down."""
        return self._assignments(
            assignment.c.window_id == window_id,
            assignment.c.stood_down == False,  # noqa: E712
        )

    def stood_down(self, window_id: int) -> list[Assignment]:
        """Return the cover of a window that was taken back."""
        return self._assignments(
            assignment.c.window_id == window_id,
            assignment.c.stood_down == True,  # noqa: E712
        )

    def one(self, assignment_id: int) -> Assignment | None:
        """Return one cover by its id, stood down or not; None when there is none."""
        found = self._assignments(assignment.c.id == assignment_id)
        return found[0] if found else None

    def _assignments(self, *conditions: ColumnElement[bool]) -> list[Assignment]:
        query = select(assignment).where(*conditions)
        query = query.order_by(assignment.c.start, assignment.c.id)
        return [_assignment(row) for row in self._connection.execute(query).mappings()]

    def add(self, given: Assignment) -> int:
        """Record cover and return its id."""
        return self._writing.insert_with_id(assignment, _assignment_row(given))

    def change(self, changed: Collection[Assignment]) -> None:
        """Bring recorded cover to the given state."""
        self._change(assignment, {each.assignment_id: _assignment_row(each) for each in changed})

    def stand_down(self, gone: Collection[Assignment]) -> None:
        """Take cover back; it stays for the record of who was told what."""
        self.change([replace(each, stood_down=True) for each in gone])

    def gaps_left(self, window_id: int) -> list[GapLeft]:
        """Return the gaps of a window that are left knowingly, in order of start."""
        query = select(gap_left).where(gap_left.c.window_id == window_id)
        found = self._connection.execute(query.order_by(gap_left.c.start, gap_left.c.id))
        return [_with_id(GapLeft, "gap_left_id", row) for row in found.mappings()]

    def leave_gap(self, left: GapLeft) -> int:
        """Record that a gap is left knowingly."""
        return self._writing.insert_with_id(gap_left, _without_id("gap_left_id", left))

    def take_back_gap(self, gap_left_id: int) -> None:
        """A gap is no longer left knowingly."""
        query = select(gap_left).where(gap_left.c.id == gap_left_id)
        rows = [dict(row) for row in self._connection.execute(query).mappings()]
        self._writing.remove(gap_left, rows)

    def overrides(self, window_id: int) -> list[Override]:
        """Return the findings of a window's cover that a manager went past, oldest first."""
        query = select(cover_override).where(cover_override.c.window_id == window_id)
        found = self._connection.execute(query.order_by(cover_override.c.id)).mappings()
        return [Override(**{name: row[name] for name in _OVERRIDE}) for row in found]

    def add_overrides(self, made: Sequence[Override]) -> None:
        """Keep findings that were gone past, with the reason."""
        self._writing.add_with_ids(cover_override, [asdict(each) for each in made])

    def derogations(self, window_id: int) -> list[Derogation]:
        """Return the derogations asked for in a window, in order of asking."""
        query = select(derogation).where(derogation.c.window_id == window_id)
        found = self._connection.execute(query.order_by(derogation.c.asked_at, derogation.c.id))
        return [_with_id(Derogation, "derogation_id", row) for row in found.mappings()]

    def put_derogation(self, asked: Derogation) -> int:
        """Record a derogation, or bring it to the given state; return its id."""
        row = _without_id("derogation_id", asked)
        if not asked.derogation_id:
            return self._writing.insert_with_id(derogation, row)
        self._change(derogation, {asked.derogation_id: row})
        return asked.derogation_id

    def _change(self, table: Table, new: dict[int, dict[str, Any]]) -> None:
        query = select(table).where(table.c.id.in_(new))
        there = [dict(row) for row in self._connection.execute(query).mappings()]
        self._writing.change(table, [(old, {**old, **new[old["id"]]}) for old in there])

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger


def _with_id(kind: Any, id_field: str, row: Any) -> Any:
    return kind(**{id_field if name == "id" else name: value for name, value in row.items()})


def _without_id(id_field: str, value: Any) -> dict[str, Any]:
    return {name: each for name, each in asdict(value).items() if name != id_field}
