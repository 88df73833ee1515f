"""Writing strike windows and notices to files for other people and programs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from rota.domain.errors import Unavailable
from rota.domain.notices import NoticeKind
from rota.services.notices import notice
from rota.services.ports import Exporter, Storage
from rota.services.print_files import write_whole


def export_windows(storage: Storage, exporter: Exporter, out: Path, now: datetime) -> Path:
    """Write every window: as a calendar to a name that ends in .ics, otherwise as CSV.

    The CSV also has what each window once was. Raises Unavailable when it cannot be written.
    """
    with storage.read() as work:
        windows = work.windows.all()
        revisions = {each.window_id: work.windows.revisions(each.window_id) for each in windows}
    if out.suffix.lower() == ".ics":
        return write_file(out, exporter.windows_calendar(windows, now))
    return write_file(out, exporter.windows_csv(windows, revisions))


def export_notice(
    storage: Storage, kind: NoticeKind, window_id: int, out: Path, now: datetime
) -> Path:
    """Write a notice: as a web page to a name that ends in .html, otherwise as plain text."""
    made = notice(storage, kind, window_id, now)
    text = made.html if out.suffix.lower() == ".html" else made.text
    return write_file(out, text.encode())


def write_file(out: Path, data: bytes) -> Path:
    """Write a file whole or not at all, in the place of an older one."""
    try:
        write_whole(out, data)
    except OSError as error:
        raise Unavailable("not_written", f"{out} cannot be written: {error.strerror}.") from error
    return out
