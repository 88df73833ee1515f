"""Reading the journal: history, what undo and redo would take, and the chain's soundness."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from rota.domain.appointments import DecisionStep
from rota.domain.codes import Decision
from rota.domain.journal import (
    Anchor,
    HistoryQuery,
    JournalEntry,
    TimeGivenUp,
    next_redo,
    next_undo,
)
from rota.domain.times import end_of_day, start_of_day
from rota.storage.journal_check import first_bad_entry
from rota.storage.keyed import chunks
from rota.storage.ledger import Ledger, decode, encode, reverse
from rota.storage.row_check import strayed_rows
from rota.storage.schema import appointment, decision, journal_change, journal_entry

WEEK, DAYS_OF_WORK = timedelta(days=7), 3
REMEMBERED = 500
"""How far back undo looks, in entries of the same person."""
MOVED = frozenset({Decision.POSTPONE, Decision.REBOOK})
PLACE = {"start", "end", "clinician_staff_id", "clinic_code", "service_id", "retired"}
"""The columns that say where in a clinic an appointment is."""


class JournalStore:
    """The history of one database."""

    def __init__(
        self, connection: Connection, ledger: Ledger | None, who: str, seal: bytes | None = None
    ) -> None:
        self._connection = connection
        self._seal = seal
        self._ledger = ledger
        self._who = who

    def entries(self, limit: int = REMEMBERED) -> list[JournalEntry]:
        """Return the newest entries, oldest first."""
        return self._newest(select(journal_entry), limit)

    def head(self) -> tuple[int, str]:
        """Return the newest entry and its digest, which seals all before it; 0 where none is."""
        query = select(journal_entry.c.id, journal_entry.c.sha256)
        row = self._connection.execute(query.order_by(journal_entry.c.id.desc()).limit(1)).first()
        return (0, "") if row is None else (row.id, row.sha256)

    def entry(self, number: int) -> JournalEntry | None:
        """Return one entry as it stands."""
        query = select(journal_entry).where(journal_entry.c.id == number)
        return next(iter(self._newest(query, 1)), None)

    def newest(self, action: str, beginning: str) -> JournalEntry | None:
        """Return the newest entry of an action whose text begins so; None: there is none."""
        query = select(journal_entry).where(
            journal_entry.c.action == action,
            journal_entry.c.text.startswith(beginning, autoescape=True),
        )
        return next(iter(self._newest(query, 1)), None)

    def page(self, query: HistoryQuery, before: int | None, limit: int) -> list[JournalEntry]:
        """Return the newest entries before one that a query asks for, newest first."""
        entry = journal_entry.c
        found = select(journal_entry)
        said = (entry.text, entry.why, entry.action)
        for word in query.words.split():
            found = found.where(or_(*(each.icontains(word, autoescape=True) for each in said)))
        if query.who:
            found = found.where(entry.who == query.who)
        if query.first is not None:
            found = found.where(entry.at >= start_of_day(query.first))
        if query.last is not None:
            found = found.where(entry.at < end_of_day(query.last))
        if before is not None:
            found = found.where(entry.id < before)
        return self._newest(found, limit)[::-1]

    def people(self) -> list[str]:
        """Return everybody who has an entry, by login."""
        query = select(journal_entry.c.who).distinct().order_by(journal_entry.c.who)
        return list(self._connection.execute(query).scalars())

    def has_since(self, action: str, who: str, since: datetime) -> bool:
        """Say whether somebody did something since then."""
        query = select(journal_entry.c.id).where(
            journal_entry.c.action == action,
            journal_entry.c.who == who,
            journal_entry.c.at >= since,
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def silence(
        self, since: Collection[str], until: datetime, longest: timedelta
    ) -> tuple[datetime, datetime] | None:
        """Return the first longer stretch without an entry; None: there is none until then.

        It looks since the newest entry of one of some actions, by the time of entries and not by
        their order: one clock that is wrong proves nothing against the others. A stretch that a
        week of work has followed by the same clock counts no more: nobody works so long by a clock
        that is months wrong.
        """
        entry = journal_entry.c
        last = select(entry.at).where(entry.action.in_(since)).order_by(entry.id.desc()).limit(1)
        begun = self._connection.execute(last).scalar()
        times = select(entry.at).where(entry.at <= until).order_by(entry.at)
        if begun is not None:
            times = times.where(entry.at >= begun)
        seen = [*self._connection.execute(times.distinct()).scalars(), until]
        for number, (before, at) in enumerate(pairwise(seen), 1):
            if at - before > longest and not _is_work(seen[number:]):
                return before, at
        return None

    def _own(self) -> list[JournalEntry]:
        """Return one's own entries: nobody's undo takes back what a colleague just did."""
        return self._newest(
            select(journal_entry).where(journal_entry.c.who == self._who), REMEMBERED
        )

    def _newest(self, query: Select[Any], limit: int) -> list[JournalEntry]:
        query = query.order_by(journal_entry.c.id.desc()).limit(limit)
        rows = self._connection.execute(query).mappings().all()
        return [
            JournalEntry(
                row["id"],
                row["at"],
                row["who"],
                row["action"],
                row["step"],
                row["reverses"],
                row["undoable"],
                row["text"],
                row["why"],
                row["changes"],
            )
            for row in reversed(rows)
        ]

    def decision_steps(self, appointment_id: str) -> list[DecisionStep]:
        """Return how the decision on one appointment came about, oldest first.

        Imports never decide, so their many rows are not looked through.
        """
        key = encode(decision, {"appointment_id": appointment_id})
        query = _deciding(journal_entry, journal_change.c.after)
        query = query.where(journal_change.c.row_key == key)
        steps: list[DecisionStep] = []
        known: dict[str, Any] = {}
        for row in self._connection.execute(query):
            known = {} if row.after is None else {**known, **decode(decision, row.after)}
            why = known.get("why", "") if row.step != "do" else row.why
            made, start = known.get("decision"), known.get("new_start")
            steps.append(DecisionStep(row.at, row.who, row.step, made, why, start))
        return steps

    def moved_at(self, appointment_ids: Collection[str]) -> dict[str, datetime]:
        """Return when it was decided that appointments do not go ahead as booked.

        A change from one such decision to another does not count anew.
        """
        wanted = {encode(decision, {"appointment_id": each}): each for each in appointment_ids}
        query = _deciding(journal_entry.c.at, journal_change.c.row_key, journal_change.c.after)
        found: dict[str, datetime] = {}
        for row in self._connection.execute(query):
            each = wanted.get(row.row_key)
            if each is None:
                continue
            said = {} if row.after is None else decode(decision, row.after)
            if row.after is None or said.get("decision", Decision.POSTPONE) not in MOVED:
                found.pop(each, None)
            elif "decision" in said:
                found.setdefault(each, row.at)
        return found

    def decided_by(self, appointment_ids: Collection[str]) -> dict[str, tuple[str, datetime]]:
        """Return who last brought the decisions on appointments to what they are, and when."""
        wanted = {encode(decision, {"appointment_id": each}): each for each in appointment_ids}
        query = _deciding(journal_entry.c.who, journal_entry.c.at, journal_change.c.row_key)
        rows = self._connection.execute(query)
        return {wanted[row.row_key]: (row.who, row.at) for row in rows if row.row_key in wanted}

    def given_up(self) -> dict[str, TimeGivenUp]:
        """Return since when appointments are decided not to go ahead as booked, in changes.

        Imports never decide. One change comes after another as their numbers do.
        """
        change = journal_change.c
        query = _deciding(change.id, change.row_key, change.after, journal_entry.c.step)
        query = query.where(change.row_key != "")
        found: dict[str, TimeGivenUp] = {}
        taken_back: dict[str, TimeGivenUp] = {}
        for row in self._connection.execute(query):
            said = {} if row.after is None else json.loads(row.after)
            key = json.loads(row.row_key)["appointment_id"]
            if row.after is None or said.get("decision") == Decision.KEEP.value:
                if key in found:
                    taken_back[key] = found.pop(key)
                continue
            again = None if row.step == "do" else taken_back.get(key)
            before = found.get(key, again) or TimeGivenUp(row.id, row.id)
            is_new = "new_start" in said
            found[key] = replace(before, new_date=row.id if is_new else before.new_date)
        return found

    def came_since(self, appointment_ids: Collection[str], since: int) -> dict[str, int]:
        """Return the last change after one by which appointments came to the time they have."""
        keys = {encode(appointment, {"appointment_id": each}): each for each in appointment_ids}
        found: dict[str, int] = {}
        for some in chunks(keys):
            query = select(journal_change).where(
                journal_change.c.id > since,
                journal_change.c.table_name == appointment.name,
                journal_change.c.row_key.in_(some),
            )
            for row in self._connection.execute(query.order_by(journal_change.c.id)):
                is_new = row.before is None and row.after is not None
                if is_new or PLACE & json.loads(row.after or "{}").keys():
                    found[keys[row.row_key]] = row.id
        return found

    def next_undo(self) -> JournalEntry | None:
        """Return the entry of this person that undo would reverse."""
        return next_undo(self._own(), self._is_whole)

    def next_redo(self) -> JournalEntry | None:
        """Return the entry of this person that redo would reverse."""
        return next_redo(self._own(), self._is_whole)

    def first_action(self, entry: JournalEntry) -> str:
        """Return what was done at first, before it was undone or done again."""
        action, reverses = entry.action, entry.reverses
        columns = journal_entry.c.action, journal_entry.c.reverses
        while reverses is not None:
            query = select(*columns).where(journal_entry.c.id == reverses)
            action, reverses = self._connection.execute(query).one()
        return action

    def _is_whole(self, entry: JournalEntry) -> bool:
        """Say whether no value of an entry was erased."""
        query = (
            select(journal_change.c.id)
            .join(journal_entry, journal_change.c.action_id == journal_entry.c.action_id)
            .where(
                journal_entry.c.id == entry.entry,
                journal_change.c.before.is_(None),
                journal_change.c.after.is_(None),
            )
        )
        return self._connection.execute(query.limit(1)).first() is None

    def reverse(self, entry: int) -> None:
        """Put back what an entry changed, as part of this action."""
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        reverse(self._connection, self._ledger, entry)

    def first_bad(self, anchors: Sequence[Anchor] = ()) -> tuple[int, str] | None:
        """Return the first entry that does not hold, and why."""
        return first_bad_entry(self._connection, self._seal, anchors)

    def strayed_rows(self) -> list[str]:
        """Say in sentences which rows are not as the journal has them."""
        return strayed_rows(self._connection)


def _is_work(times: Sequence[datetime]) -> bool:
    """Whether times are those of a week of work: of some days, the last a week after the first."""
    days = {each.date() for each in times}
    return times[-1] - times[0] >= WEEK and len(days) >= DAYS_OF_WORK


def _deciding(*columns: Any) -> Select[Any]:
    """Ask for the changes of decisions, in their order, each with its entry. Imports never decide.

    Actions are saved one after the other, so the numbers of changes are in the order of entries.
    """
    return (
        select(*columns)
        .select_from(journal_change)
        .join(journal_entry, journal_change.c.action_id == journal_entry.c.action_id)
        .where(
            journal_change.c.table_name == decision.name,
            journal_entry.c.action.not_like("import %"),
        )
        .order_by(journal_change.c.id)
    )
