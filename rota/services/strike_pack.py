"""The strike pack: plan, signed gaps, letters, evidence and reports in one sealed file.

It is read in one go, so that all of it is as of the same moment. The same state and the same
present give the same bytes. The history keeps its seal, so that a pack can be told from another.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rota.domain.changes import Changes
from rota.domain.pack import MANIFEST, SUMS, PackedFile, PackTitle, manifest, sums
from rota.domain.permissions import refuse
from rota.domain.reports import Report
from rota.domain.rules import Rulebook
from rota.domain.times import iso_local
from rota.services.pack_checking import check_pack, pack_seal
from rota.services.pack_history import ACTION, sealed_words
from rota.services.pack_table import PackTable
from rota.services.pack_tables import pack_tables, signatures
from rota.services.ports import Exporter, Papers, Progress, Storage, no_progress
from rota.services.report_brief import brief_report
from rota.services.report_cancelled import cancelled_report
from rota.services.report_frame import Frame, frame_of
from rota.services.report_gaps import gaps_report
from rota.services.report_sitrep import sitrep_for_record
from rota.services.zip_files import zipped

__all__ = ["Pack", "build_pack", "check_pack", "make_pack", "pack_seal", "record_pack"]

CODE = "pack"
REPORTS: Mapping[str, Callable[[Frame], Report]] = {
    "brief": brief_report,
    "gaps": gaps_report,
    "sitrep": sitrep_for_record,
    "cancelled": cancelled_report,
}
"""Reports in a pack. It outlives what is known of who took part: neither attendance nor the grid
is one, as both count people in groups so small that whoever holds the rota can name them."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack and its seal."""

    data: bytes
    sealed_sha256: str
    files: int
    has_patients: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    title: PackTitle
    tables: tuple[PackTable, ...]
    signatures: PackedFile
    reports: tuple[Report, ...]


def make_pack(
    storage: Storage,
    window_id: int,
    rules: Rulebook,
    papers: Papers,
    exporter: Exporter,
    now: datetime,
    progress: Progress = no_progress,
    *,
    with_patients: bool = False,
) -> bytes:
    """Return the pack of a strike as a zip archive, and keep in the history that it was made.

    Patients are named only when asked for. Refuses a strike that is not there. Raises Cancelled,
    and keeps nothing, when ``progress`` does.
    """
    made = build_pack(
        storage, window_id, rules, papers, exporter, now, progress, with_patients=with_patients
    )
    record_pack(storage, window_id, made)
    return made.data


def record_pack(storage: Storage, window_id: int, made: Pack) -> Changes:
    """Keep in the history that a pack was made, and its seal."""
    with storage.write(ACTION, undoable=False) as work:
        work.record(sealed_words(window_id, made.sealed_sha256, has_patients=made.has_patients))
    return work.changes


def build_pack(
    storage: Storage,
    window_id: int,
    rules: Rulebook,
    papers: Papers,
    exporter: Exporter,
    now: datetime,
    progress: Progress = no_progress,
    *,
    with_patients: bool = False,
) -> Pack:
    """Return the pack; nothing is kept of it."""
    reading = _read(storage, window_id, rules, now, with_patients=with_patients)
    progress(0.3)
    found = [reading.signatures]
    for table in reading.tables:
        found.append(
            PackedFile(table.name, table.what, exporter.safe_csv(table.headings, table.rows))
        )
    steps = 2 * len(reading.reports)
    for at, report in enumerate(reading.reports):
        what = f"report: {report.title.lower()}"
        found.append(PackedFile(f"{report.code}.pdf", what, papers.report(report)))
        progress(0.3 + 0.65 * (2 * at + 1) / steps)
        found.append(PackedFile(f"{report.code}.xlsx", what, exporter.report_workbook(report)))
        progress(0.3 + 0.65 * (2 * at + 2) / steps)
    files = {each.name: each for each in sorted(found, key=lambda each: each.name)}
    said = manifest(reading.title, files)
    text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
    packed = {MANIFEST: text.encode(), SUMS: sums(files)}
    packed |= {name: each.data for name, each in files.items()}
    data = zipped(packed)
    progress(1.0)
    return Pack(data, said["sealed_sha256"], len(files), with_patients)


def _read(
    storage: Storage, window_id: int, rules: Rulebook, now: datetime, *, with_patients: bool
) -> _Reading:
    refuse(storage.user, ACTION)
    with storage.read() as work:
        frame = frame_of(work, CODE, window_id, rules, now)
        entry, sha256 = work.journal.head()
        window = frame.window
        title = PackTitle(
            window_id,
            window.revision,
            window.title,
            iso_local(now),
            work.who,
            entry,
            sha256,
            with_patients,
        )
        reports = tuple(
            make(frame_of(work, code, window_id, rules, now)) for code, make in REPORTS.items()
        )
        return _Reading(
            title,
            tuple(pack_tables(frame, with_patients=with_patients)),
            PackedFile(*signatures(frame)),
            reports,
        )
