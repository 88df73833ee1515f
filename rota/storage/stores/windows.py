"""Disputes, strike windows, their revisions, and what managers record for one window."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from rota.domain.codes import Answer, Level, WindowState
from rota.domain.people import Declaration
from rota.domain.windows import StrikeWindow, WindowRevision, WindowTerms
from rota.storage.keyed import KeyedStore
from rota.storage.ledger import Ledger, numbers_in_journal
from rota.storage.schema import (
    declaration,
    dispute,
    emergency_mark,
    service_level,
    strike_window,
    window_revision,
)
from rota.storage.sealed import is_own_login, working_people


def _terms(row: Any) -> WindowTerms:
    return WindowTerms(
        row["start"],
        row["end"],
        row["type"],
        row["groups"],
        row["sites"],
        row["policy"],
        row["notice_received"],
        row["note"],
        row["affects_post"],
    )


def _revision_row(window_id: int, revision: WindowRevision) -> dict[str, Any]:
    terms = revision.terms
    return {
        "window_id": window_id,
        "number": revision.number,
        "start": terms.start,
        "end": terms.end,
        "type": terms.type,
        "groups": terms.groups,
        "sites": terms.sites,
        "policy": terms.policy,
        "notice_received": terms.notice_received,
        "note": terms.note,
        "affects_post": terms.affects_post,
        "made_at": revision.made_at,
        "why": revision.why,
    }


class WindowStore:
    """Strike windows with their current terms."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger
        self.declarations: KeyedStore[tuple[int, str], Declaration] = KeyedStore(
            connection,
            ledger,
            declaration,
            ("window_id", "staff_id"),
            lambda said: (said.window_id, said.staff_id),
            lambda said: {
                "window_id": said.window_id,
                "staff_id": said.staff_id,
                "answer": said.answer,
            },
            lambda row: Declaration(row["window_id"], row["staff_id"], row["answer"]),
        )

    def all(self) -> list[StrikeWindow]:
        """Return every window in order of its start."""
        query = (
            select(strike_window, dispute.c.name.label("dispute_name"), window_revision)
            .join(dispute, dispute.c.id == strike_window.c.dispute_id)
            .join(
                window_revision,
                (window_revision.c.window_id == strike_window.c.id)
                & (window_revision.c.number == strike_window.c.revision),
            )
            .order_by(window_revision.c.start, strike_window.c.id)
        )
        return [
            StrikeWindow(
                row["window_id"],
                row["dispute_name"],
                row["union_name"],
                row["state"],
                row["revision"],
                _terms(row),
            )
            for row in self._connection.execute(query).mappings()
        ]

    def revisions(self, window_id: int) -> list[WindowRevision]:
        """Return a window's revisions, oldest first."""
        query = (
            select(window_revision)
            .where(window_revision.c.window_id == window_id)
            .order_by(window_revision.c.number)
        )
        return [
            WindowRevision(row["number"], _terms(row), row["made_at"], row["why"])
            for row in self._connection.execute(query).mappings()
        ]

    def add(
        self,
        dispute_name: str,
        union: str,
        state: WindowState,
        terms: WindowTerms,
        made_at: datetime,
        why: str,
    ) -> int:
        """Record a new window as revision 1 and return its id."""
        ledger = self._writing
        window_id = ledger.insert_with_id(
            strike_window,
            {
                "dispute_id": self._dispute(dispute_name),
                "union_name": union,
                "state": state,
                "revision": 1,
            },
        )
        first = WindowRevision(1, terms, made_at, why)
        ledger.add(window_revision, [_revision_row(window_id, first)])
        return window_id

    def revise(self, window_id: int, terms: WindowTerms, made_at: datetime, why: str) -> int:
        """Add a revision and return its number."""
        row = self._row(window_id)
        number = row["revision"] + 1
        self._writing.add(
            window_revision,
            [_revision_row(window_id, WindowRevision(number, terms, made_at, why))],
        )
        self._writing.change(strike_window, [(row, {**row, "revision": number})])
        return int(number)

    def set_state(self, window_id: int, state: WindowState) -> None:
        """Move a window to a state."""
        row = self._row(window_id)
        self._writing.change(strike_window, [(row, {**row, "state": state})])

    def marks(self, window_ids: Collection[int]) -> dict[int, dict[str, bool]]:
        """Return managers' own emergency marks by window and duty."""
        found: dict[int, dict[str, bool]] = defaultdict(dict)
        query = select(emergency_mark).where(emergency_mark.c.window_id.in_(window_ids))
        for row in self._connection.execute(query):
            found[row.window_id][row.duty_id] = row.emergency
        return found

    def set_marks(self, window_id: int, marks: Mapping[str, bool]) -> None:
        """Mark duties as emergency-only cover of one window, or not."""
        query = select(emergency_mark).where(emergency_mark.c.window_id == window_id)
        there = {row["duty_id"]: dict(row) for row in self._connection.execute(query).mappings()}
        fresh, pairs = [], []
        for duty_id, emergency in marks.items():
            row = {"window_id": window_id, "duty_id": duty_id, "emergency": emergency}
            if duty_id in there:
                pairs.append((there[duty_id], row))
            else:
                fresh.append(row)
        self._writing.add(emergency_mark, fresh)
        self._writing.change(emergency_mark, pairs)

    def working(self, window_ids: Collection[int]) -> dict[int, set[str]]:
        """Return who declared working, by window."""
        found: dict[int, set[str]] = defaultdict(set)
        query: Select[Any] = select(declaration.c.window_id, declaration.c.staff_id).where(
            declaration.c.window_id.in_(window_ids), declaration.c.answer == Answer.WORKING
        )
        if is_own_login(self._connection):
            query = working_people(window_ids)
        for row in self._connection.execute(query):
            found[row.window_id].add(row.staff_id)
        return found

    def declared(self, window_id: int) -> dict[str, Answer]:
        """Return what people told the trust about one window."""
        query = select(declaration.c.staff_id, declaration.c.answer).where(
            declaration.c.window_id == window_id
        )
        return {row.staff_id: row.answer for row in self._connection.execute(query)}

    def declared_windows(self) -> dict[int, int]:
        """Return how many declarations are kept, by window; 0: only the journal still has some."""
        found = dict.fromkeys(numbers_in_journal(self._connection, declaration, "window_id"), 0)
        counted = select(declaration.c.window_id, func.count()).group_by(declaration.c.window_id)
        found.update((window, number) for window, number in self._connection.execute(counted))
        return found

    def erase_declarations(self, window_ids: Collection[int]) -> int:
        """Delete what people told the trust about some windows, from the journal too."""
        return self._writing.erase(declaration, "window_id", window_ids)

    def levels(self, window_id: int) -> dict[int, Level]:
        """Return the levels that managers set, by service."""
        query = select(service_level).where(service_level.c.window_id == window_id)
        return {row.service_id: row.level for row in self._connection.execute(query)}

    def set_level(self, window_id: int, service_ids: Collection[int], level: Level) -> None:
        """Set the level of services during a window."""
        query = select(service_level).where(
            service_level.c.window_id == window_id, service_level.c.service_id.in_(service_ids)
        )
        there = {row["service_id"]: dict(row) for row in self._connection.execute(query).mappings()}
        rows = [
            {"window_id": window_id, "service_id": each, "level": level}
            for each in sorted(service_ids)
        ]
        self._writing.add(service_level, [r for r in rows if r["service_id"] not in there])
        self._writing.change(
            service_level,
            [(there[r["service_id"]], r) for r in rows if r["service_id"] in there],
        )

    def _dispute(self, name: str) -> int:
        found = self._connection.execute(
            select(dispute.c.id).where(dispute.c.name == name)
        ).scalar()
        return found or self._writing.insert_with_id(dispute, {"name": name})

    def _row(self, window_id: int) -> dict[str, Any]:
        query = select(strike_window).where(strike_window.c.id == window_id)
        return dict(self._connection.execute(query).mappings().one())

    @property
    def _writing(self) -> Ledger:
        return self.declarations.writing
