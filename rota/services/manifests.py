"""The manifest of a batch: what is in it, bag by bag."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from rota.domain.codes import words
from rota.domain.permissions import See, refuse_sight
from rota.domain.post_bags import MANIFEST_HEADINGS, Manifest
from rota.services.batch_gate import find_batch
from rota.services.exporting import write_file
from rota.services.ports import Exporter, Papers, Storage


def manifest(storage: Storage, batch: int) -> Manifest:
    """Return a batch's letters counted by class and bag; those taken out are not in it."""
    refuse_sight(storage.user, See.PATIENTS)
    with storage.read() as work:
        find_batch(work, batch)
        return Manifest(batch, tuple(work.letters.bags(batch)))


def write_manifest(
    found: Manifest, exporter: Exporter, papers: Papers, out: Path, now: datetime
) -> Path:
    """Write a manifest: as a page to a name that ends in .pdf, otherwise as CSV."""
    if out.suffix.lower() == ".pdf":
        return write_file(out, papers.manifest_page(found, now))
    return write_file(out, exporter.safe_csv(MANIFEST_HEADINGS, manifest_rows(found)))


def manifest_rows(found: Manifest) -> list[tuple[str, ...]]:
    """Return a manifest's rows in words."""
    return [
        (words(row.post_class), row.bag, str(row.letters), str(row.sheets), row.first, row.last)
        for row in found.rows
    ]
