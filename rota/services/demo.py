"""Filling an empty database with the made-up hospital, through the same imports a trust uses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rota.domain.demo import DemoFiles
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.rules import Rulebook
from rota.domain.times import iso_utc
from rota.services.deciding import decide
from rota.services.demo_review import review_demo
from rota.services.hospital_details import save_trust_details
from rota.services.importing import ImportOrder, import_file
from rota.services.ports import Storage, TableReader

PRESENT = "present"
"""The setting that holds a demo file's own present."""


def fill(
    storage: Storage,
    reader: TableReader,
    rules: Rulebook,
    demo: DemoFiles,
    told: Callable[[str], None] = lambda _text: None,
) -> None:
    """Import every file and make the decisions. Raises Refused should any row be refused."""
    for kind in (
        ImportKind.WINDOWS,
        ImportKind.STAFF,
        ImportKind.REQUIREMENTS,
        ImportKind.DUTIES,
        ImportKind.ABSENCES,
        ImportKind.APPOINTMENTS,
        ImportKind.SLOTS,
    ):
        told(f"Making {kind} …")
        _import(storage, reader, ImportOrder(kind, demo.files[kind]), demo.present)
    with storage.read() as work:
        windows = [each.window_id for each in work.windows.all()]
    for window_id, path in zip(windows, demo.declarations, strict=True):
        order = ImportOrder(ImportKind.DECLARATIONS, path, window_id=window_id)
        _import(storage, reader, order, demo.present)
    for (decision, why), appointment_ids in demo.decisions.items():
        decide(storage, appointment_ids, decision, why)
    save_trust_details(storage, demo.details)
    review_demo(storage, rules, windows[0], demo.present)
    with storage.write("demo", undoable=False) as work:
        work.settings.put({PRESENT: iso_utc(demo.present)})
        work.say("Made the demo hospital.")


def _import(storage: Storage, reader: TableReader, order: ImportOrder, now: datetime) -> None:
    outcome = import_file(storage, reader, order, now)
    if outcome.errors:
        first = outcome.errors[0]
        raise Refused(
            "demo_refused",
            f"The demo's {order.kind} were refused: row {first.row}, {first.column}: {first.text}",
        )


def present_of(storage: Storage) -> datetime | None:
    """Return a demo file's own present; None for a real hospital."""
    with storage.read() as work:
        said = work.settings.all().get(PRESENT)
    return None if said is None else datetime.fromisoformat(said)
