"""Bringing in a trust's files: everything or nothing, with every problem named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from rota.domain.appointments import Appointment
from rota.domain.changes import Changes
from rota.domain.codes import ExtractChange
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.domain.importing import ColumnMapping, ImportKind, ParsedRow, RowProblem
from rota.domain.posting import PostingClock
from rota.services.appointment_loader import AppointmentLoader
from rota.services.differences import Difference, Differences
from rota.services.extract_age import (
    DATED,
    believed,
    extract_age,
    keep_extract_time,
    keep_message_time,
    last_made,
    newest_message,
    older_messages_note,
    older_note,
    stale_note,
)
from rota.services.loaders import AbsenceLoader, DeclarationLoader, RequirementLoader
from rota.services.loading import Loader
from rota.services.ports import OpenTable, Progress, Storage, TableReader, Work, no_progress
from rota.services.roster_loaders import DutyLoader, StaffLoader
from rota.services.slot_loader import SlotLoader
from rota.services.strike_picture import find_window
from rota.services.turnout_totals import TurnoutLoader
from rota.services.window_loader import WindowLoader

BATCH = 1000


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What a person asks for: a file of a kind, and how strict to be.

    ``take_file``: the file also overwrites what was corrected here.
    """

    kind: ImportKind
    path: Path
    window_id: int | None = None
    profile: str = ""
    mapping: ColumnMapping | None = None
    dry_run: bool = False
    partial: bool = False
    replace: bool = False
    take_file: bool = False


@dataclass(slots=True)
class ImportOutcome:
    """What came of it. ``saved`` says whether the database holds it now."""

    rows: int = 0
    rejected_rows: set[int] = field(default_factory=set)
    errors: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    changed_ids: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    retired: int = 0
    kept: int = 0
    cancelled: int = 0
    as_decided: int = 0
    noted: Counter[ExtractChange] = field(default_factory=Counter)
    found: Differences = field(default_factory=Differences)
    saved: bool = False
    changes: Changes = field(default_factory=Changes)

    @property
    def differences(self) -> list[Difference]:
        """Return what differs, field by field, as far as it is kept."""
        return self.found.kept

    @property
    def rejected(self) -> int:
        """Return how many rows were refused."""
        return len(self.rejected_rows)

    @property
    def accepted(self) -> int:
        """Return how many rows were good."""
        return max(self.rows - self.rejected, 0)


class _TakeBack(Exception):
    """Leaves the transaction so that all of it is taken back."""


def import_file(
    storage: Storage,
    reader: TableReader,
    order: ImportOrder,
    now: datetime,
    progress: Progress = no_progress,
    clock: PostingClock | None = None,
) -> ImportOutcome:
    """Import one file in one transaction.

    Refused rows are all collected; unless ``partial``, one refused row means nothing is saved.
    With ``clock`` a list too old to write letters from is warned of.
    Raises Refused for a file that cannot be read at all.
    """
    outcome = ImportOutcome()
    try:
        with storage.write(f"import {order.kind}") as work:
            _run(work, reader, order, now, outcome, progress)
            if clock is not None:
                _warn_of_age(work, order.kind, clock, now, outcome)
            _take_back_unless_good(order, outcome)
            work.say(_sentence(order.kind, outcome))
    except _TakeBack:
        return outcome
    outcome.saved = True
    outcome.changes = work.changes
    return outcome


def _take_back_unless_good(order: ImportOrder, outcome: ImportOutcome) -> None:
    if order.dry_run or (outcome.errors and not order.partial):
        raise _TakeBack


def _run(
    work: Work,
    reader: TableReader,
    order: ImportOrder,
    now: datetime,
    outcome: ImportOutcome,
    progress: Progress,
) -> None:
    mapping = _mapping(work, order)
    loader = _loader(work, order, now, reader.ladder)
    last = last_made(work, order.kind) if order.kind in DATED else None
    newest = newest_message(work, order.kind) if order.kind in DATED else None
    with reader.open(order.kind, order.path, mapping) as table:
        outcome.errors.extend(table.problems)
        outcome.warnings.extend(table.warnings)
        if table.problems:
            outcome.rejected_rows.update(problem.row for problem in table.problems)
            return
        loader.is_whole = table.is_whole
        for batch in _batches(table, outcome):
            made_at = believed(table.extract_at, now)
            are_older = table.extract_said and not table.is_whole and _is_before(made_at, newest)
            loader.is_older = _is_before(made_at, last) or are_older
            if are_older and not order.take_file:
                batch = _not_revived(work, batch, outcome)
            loader.take(batch)
            progress(table.fraction_read)
        if order.kind in DATED:
            _keep_age(work, order.kind, table, last, now, outcome)
        if order.profile and order.mapping is not None:
            work.settings.save_mapping(order.profile, order.mapping)
    loader.rows_refused = bool(outcome.rejected_rows or loader.tally.errors)
    loader.finish()
    _gather(loader, order, outcome)


def _not_revived(
    work: Work, rows: list[ParsedRow[Any]], outcome: ImportOutcome
) -> list[ParsedRow[Any]]:
    """Leave out older messages that would book again what was taken out of use here since."""
    ids = [row.value.appointment_id for row in rows if isinstance(row.value, Appointment)]
    gone = work.appointments.visits.retired(ids)
    kept = []
    for row in rows:
        if isinstance(row.value, Appointment) and row.value.appointment_id in gone:
            text = (
                "This message is older than one brought in before, and the appointment is out of "
                "use since: it was not brought back."
            )
            outcome.warnings.append(RowProblem(row.number, "", "older_message", text))
        else:
            kept.append(row)
    return kept


def _is_before(made_at: datetime | None, last: datetime | None) -> bool:
    return made_at is not None and last is not None and made_at < last


def _keep_age(
    work: Work,
    kind: ImportKind,
    table: OpenTable,
    last: datetime | None,
    now: datetime,
    outcome: ImportOutcome,
) -> None:
    """Keep when a list was made, and warn of one older than the last; messages are no list."""
    made_at = believed(table.extract_at, now)
    if made_at is not None and last is not None and _is_before(made_at, last):
        outcome.warnings.append(older_note(kind, made_at, last))
    if table.is_whole:
        keep_extract_time(work, kind, made_at, table.extract_said)
        return
    newest = newest_message(work, kind)
    if made_at is None or not table.extract_said:
        return
    if newest is not None and made_at < newest:
        outcome.warnings.append(older_messages_note(made_at, newest))
    else:
        keep_message_time(work, kind, made_at)


def _warn_of_age(
    work: Work, kind: ImportKind, clock: PostingClock, now: datetime, outcome: ImportOutcome
) -> None:
    age = extract_age(work, clock, now, kind) if kind in DATED else None
    if age is not None and age.is_stale:
        outcome.warnings.append(stale_note(age))


def _gather(loader: Loader, order: ImportOrder, outcome: ImportOutcome) -> None:
    tally = loader.tally
    outcome.errors.extend(tally.errors)
    outcome.errors.sort(key=lambda problem: problem.row)
    outcome.rejected_rows.update(problem.row for problem in tally.errors)
    if order.replace and loader.can_retire:
        if outcome.rejected_rows:
            outcome.warnings.append(
                RowProblem(
                    1,
                    "",
                    "nothing_retired",
                    "Rows were refused, so it is not certain what the file no longer has: "
                    "nothing was retired.",
                )
            )
        else:
            loader.retire_vanished()
    outcome.warnings.extend(tally.warnings)
    outcome.added, outcome.changed = tally.added, tally.changed
    outcome.unchanged, outcome.retired = tally.unchanged, tally.retired
    outcome.kept, outcome.found = tally.kept, tally.differences
    outcome.cancelled, outcome.as_decided = tally.cancelled, tally.as_decided
    outcome.noted = tally.noted
    outcome.changed_ids, outcome.vanished = tally.changed_ids, tally.vanished


def _batches(table: OpenTable, outcome: ImportOutcome) -> Iterator[list[ParsedRow[Any]]]:
    held: list[ParsedRow[Any]] = []
    for row in table:
        outcome.rows += 1
        outcome.warnings.extend(row.warnings)
        if row.errors:
            outcome.errors.extend(row.errors)
            outcome.rejected_rows.add(row.number)
            continue
        held.append(row)
        if len(held) == BATCH:
            yield held
            held = []
    if held:
        yield held


def guess_kind(reader: TableReader, path: Path) -> ImportKind | None:
    """Return the kind of file this most likely is; None when nothing fits.

    Raises Refused for a file that cannot be read at all.
    """
    best: tuple[bool, int] = (False, 1)
    found = None
    for kind in ImportKind:
        peek = reader.peek(kind, path, rows=1)
        named = sum(1 for column in peek.mapping.columns.values() if column)
        score = (not peek.problems, named)
        if score > best:
            best, found = score, kind
    return found


def saved_mappings(storage: Storage, kind: ImportKind) -> dict[str, ColumnMapping]:
    """Return the column mappings kept for a kind of file, by name."""
    with storage.read() as work:
        found = {
            name: work.settings.mapping(kind, name) for name in work.settings.mapping_names(kind)
        }
    return {name: mapping for name, mapping in found.items() if mapping is not None}


def _mapping(work: Work, order: ImportOrder) -> ColumnMapping | None:
    if order.mapping is not None or not order.profile:
        return order.mapping
    saved = work.settings.mapping(order.kind, order.profile)
    if saved is None:
        raise Refused(
            "unknown_profile", f"No column mapping for {order.kind} is saved as {order.profile}."
        )
    return saved


def _loader(work: Work, order: ImportOrder, now: datetime, ladder: GradeLadder) -> Loader:
    match order.kind:
        case ImportKind.STAFF:
            return StaffLoader(work, order.take_file)
        case ImportKind.DUTIES:
            return DutyLoader(work, order.take_file)
        case ImportKind.APPOINTMENTS:
            return AppointmentLoader(work, order.take_file)
        case ImportKind.SLOTS:
            return SlotLoader(work)
        case ImportKind.ABSENCES:
            return AbsenceLoader(work)
        case ImportKind.REQUIREMENTS:
            return RequirementLoader(work)
        case ImportKind.WINDOWS:
            return WindowLoader(work, now, ladder)
        case ImportKind.TURNOUT:
            return TurnoutLoader(work, now)
        case ImportKind.DECLARATIONS:
            return _declarations(work, order.window_id)


def _declarations(work: Work, window_id: int | None) -> Loader:
    if window_id is None:
        raise Refused("window_missing", "Say which window the declarations are for.")
    find_window(work, window_id)
    return DeclarationLoader(work, window_id)


def _sentence(kind: ImportKind, outcome: ImportOutcome) -> str:
    parts = [f"{outcome.added:,} new", f"{outcome.changed:,} changed"]
    if outcome.retired:
        parts.append(f"{outcome.retired:,} retired")
    if outcome.kept:
        parts.append(f"{outcome.kept:,} kept as corrected here")
    parts += reconciled(outcome)
    if outcome.rejected:
        parts.append(f"{outcome.rejected:,} rows refused")
    return f"Imported {kind}: {', '.join(parts)}."


def reconciled(outcome: ImportOutcome) -> list[str]:
    """Return in words what an extract did to appointments that somebody here dealt with."""
    parts = []
    if outcome.cancelled:
        parts.append(f"{outcome.cancelled:,} cancelled")
    if outcome.as_decided:
        parts.append(f"{outcome.as_decided:,} now as decided")
    if total := outcome.noted.total():
        kinds = ", ".join(f"{number:,} {what}" for what, number in sorted(outcome.noted.items()))
        parts.append(f"{total:,} to look at ({kinds})")
    return parts
