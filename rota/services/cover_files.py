"""Files about a person's cover: notices on paper, text for the trust's own mail, calendars.

Nothing is sent from here, and no file name holds a person's name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rota.domain.cover_notices import TellState, calendar_cover, contact_words, cover_uid
from rota.services.exporting import write_file
from rota.services.looking import note_list
from rota.services.ports import Exporter, Papers, Storage
from rota.services.print_files import check_folder
from rota.services.telling_staff import PersonToTell, TellView, notices_of
from rota.services.windows import count_of

ALL_IN_ONE = "cover-notices.pdf"
ENDINGS = (".pdf", ".ics", ".txt")


@dataclass(frozen=True, slots=True)
class PersonFiles:
    """The files made for one person."""

    staff_id: str
    files: tuple[Path, ...]


def write_notices(
    storage: Storage,
    papers: Papers,
    window_id: int,
    staff_ids: Collection[str],
    out: Path,
    now: datetime,
) -> Path:
    """Write one PDF with everybody's notice, in order of name; no ids: everyone with cover."""
    path = write_file(out, notice_pdf(storage, papers, window_id, staff_ids, now))
    note_list(storage, f"Wrote the notices of cover in strike {window_id} to a file.")
    return path


def write_separate(
    storage: Storage,
    papers: Papers,
    exporter: Exporter,
    window_id: int,
    staff_ids: Collection[str],
    folder: Path,
    now: datetime,
    endings: Collection[str] = ENDINGS,
) -> tuple[PersonFiles, ...]:
    """Write each person's own files: ``cover-0001.pdf``, its calendar and its text.

    Numbers go on from those in the folder, so that no earlier file is written over.
    """
    view = notices_of(storage, window_id)
    people = view.chosen(staff_ids)
    check_folder(folder)
    made = []
    for number, person in enumerate(people, _last_number(folder) + 1):
        files = []
        for ending in ENDINGS:
            if ending in endings:
                data = _file(view, person, ending, papers, exporter, now)
                files.append(write_file(folder / f"cover-{number:04d}{ending}", data))
        made.append(PersonFiles(person.staff_id, tuple(files)))
    if made:
        whose = count_of(len(made), "person", "people")
        note_list(storage, f"Wrote the notices of {whose} in strike {window_id} to files.")
    return tuple(made)


def notice_pdf(
    storage: Storage, papers: Papers, window_id: int, staff_ids: Collection[str], now: datetime
) -> bytes:
    """Return one PDF with the notices of these people, in order of name."""
    view = notices_of(storage, window_id)
    return papers.cover_notices([view.page(each, now) for each in view.chosen(staff_ids)], now)


def notice_text(view: TellView, staff_ids: Collection[str], now: datetime) -> str:
    """Return notices as text to paste into the trust's own mail, each under its subject."""
    return "\n".join(_text(view, each, now) for each in view.chosen(staff_ids))


def notice_calendar(
    view: TellView, person: PersonToTell, exporter: Exporter, now: datetime
) -> bytes:
    """Return a person's cover as iCalendar; what is no longer needed is cancelled there."""
    dispute, union = view.window.dispute, view.window.union
    contact = contact_words(view.contact)
    covers = [
        calendar_cover(each, cover_uid(each.given, dispute, union), contact)
        for each in person.covers
        if each.state is not TellState.DECLINED
    ]
    return exporter.cover_calendar(covers, now)


def write_calendar(
    storage: Storage, exporter: Exporter, window_id: int, staff_id: str, out: Path, now: datetime
) -> Path:
    """Write one person's cover as iCalendar."""
    view = notices_of(storage, window_id)
    (person,) = view.chosen([staff_id])
    path = write_file(out, notice_calendar(view, person, exporter, now))
    note_list(storage, f"Wrote the calendar of one person in strike {window_id} to a file.")
    return path


def _file(
    view: TellView,
    person: PersonToTell,
    ending: str,
    papers: Papers,
    exporter: Exporter,
    now: datetime,
) -> bytes:
    if ending == ".pdf":
        return papers.cover_notices([view.page(person, now)], now)
    if ending == ".ics":
        return notice_calendar(view, person, exporter, now)
    return _text(view, person, now).encode()


def _text(view: TellView, person: PersonToTell, now: datetime) -> str:
    page = view.page(person, now)
    to = f"To: {person.email}\n" if person.email else ""
    return f"{to}Subject: {page.subject}\n\n{page.text}"


def _last_number(folder: Path) -> int:
    numbers = (path.stem.removeprefix("cover-") for path in folder.glob("cover-*"))
    return max((int(number) for number in numbers if number.isdecimal()), default=0)
