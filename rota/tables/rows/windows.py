"""Reads a row of a strike windows file."""

from __future__ import annotations

from rota.domain.codes import LossPolicy, WindowState
from rota.domain.grades import plain
from rota.domain.importing import WindowDraft
from rota.domain.windows import WindowTerms
from rota.tables.protecting import unprotected
from rota.tables.rows.fields import Choice, Choices, Flag, Text, missing, split_list
from rota.tables.rows.record import Columns, Record
from rota.tables.rows.spellings import POLICIES, STAFF_GROUPS, WINDOW_STATES, WINDOW_TYPES
from rota.tables.rows.time_fields import LocalTime, end_after_start

REVISED = "revised"
_LONGEST_NOTE = 10_000


class WindowRows:
    """A row becomes a draft of a window, or of a revision that the next row replaces."""

    def __init__(self, columns: Columns) -> None:
        self._dispute = Text(columns["dispute"], required=True)
        self._union = Text(columns["union"], required=True)
        self._groups = Choices(columns["groups"], STAFF_GROUPS)
        self._start = LocalTime(columns, "start")
        self._end = LocalTime(columns, "end", required=False)
        self._type = Choice(columns["type"], WINDOW_TYPES)
        self._outcome = columns["outcome"]
        self._note = Text(columns["note"], longest=_LONGEST_NOTE)
        self._sites = columns["sites"]
        self._policy = Choice(columns["policy"], POLICIES, LossPolicy.START_INSIDE)
        self._notice = LocalTime(columns, "notice_received", required=False)
        self._post = Flag(columns["affects_post"])

    def __call__(self, record: Record) -> tuple[WindowDraft | None, None]:
        """Return the draft; None where the row is refused."""
        dispute, union = self._dispute(record), self._union(record)
        groups, kind = self._groups(record), self._type(record)
        start, end = self._start.needed(record), self._end(record)
        policy, notice = self._policy(record), self._notice(record)
        note, outcome = self._note(record), self._read_outcome(record)
        sites, post = self._read_sites(record), self._post(record)
        if not post and not groups and all(each.column != "groups" for each in record.errors):
            missing(record, self._groups.column)
        if end is not None:
            end_after_start(record, self._end.column, start, end)
        if record.errors:
            return None, None
        note = unprotected(note)
        terms = WindowTerms(start, end, kind, groups, sites, policy, notice, note, post)
        return WindowDraft(unprotected(dispute), unprotected(union), terms, outcome), None

    def _read_sites(self, record: Record) -> frozenset[str]:
        parts = split_list(unprotected(record.cells[self._sites.at]))
        return frozenset(" ".join(part.split()) for part in parts)

    def _read_outcome(self, record: Record) -> WindowState | None:
        text = record.cells[self._outcome.at]
        if plain(text) == REVISED:
            return None
        if not text:
            return WindowState.NOTIFIED
        state = WINDOW_STATES.get(plain(text))
        if state is None:
            allowed = ", ".join((*WindowState, REVISED))
            record.refuse(self._outcome, "unknown_code", f"{{}} is not one of: {allowed}.", text)
        return state
