"""Files that are wrong, damaged or built to harm: refused with row and reason, never a crash."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random
from unittest.mock import patch

from rota.domain.errors import Refused
from rota.domain.importing import COLUMNS, ImportKind, RowProblem
from rota.domain.times import utc_now
from rota.services.importing import ImportOrder, import_file
from rota.storage.database import Database
from tests.reliability.proof import Outcome, Proof
from tests.reliability.saving import new_file
from tests.tables.builders import GOOD, opened, reader, row_of, write_rows
from tests.tables.calendar_files import LONDON, calendar, event
from tests.tables.test_bad_cells import BAD
from tests.tables.test_hostile_workbooks import FETCHES, LAUGHS
from tests.tables.workbooks import rewritten, write_book

ROWS, FILES = 1_000, 50
"""How many rows and files are tried in a round; half of the files are calendars."""
LONGEST_SECONDS = 5
NOISE = (
    "=cmd|' /C calc'!A0", "\u202egnp.exe", "Robert'); DROP TABLE staff;--", '"', "a\nb", "\ufeff",
    "ﷺ" * 20, "\x07", "Z̸̡a̶͝l̷g̵o̴", "١٢٣", "-1", "1e999", "NaN", "𝒽𝑒𝓁𝓁𝑜", "\u0000", "True", "null",
)  # fmt: skip
FREE = ("note", "competencies", "site", "department", "title", "phone", "email", "clinic_code")
"""Columns that take nearly any text: noise there must not hide what is wrong elsewhere."""
UNGUARDED = (
    ("rota.tables.workbook_checks._check_sizes", lambda *_: None),
    ("rota.tables.workbook_checks._check_contents", lambda *_: None),
    ("rota.tables.calendar_lines.MAX_EVENTS", 10**9),
    ("rota.tables.calendars.MAX_EVENTS", 10**9),
)


class _Hangs(Exception):
    pass


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Import rows with one thing surely wrong in each, and open files that are damaged."""
    outcome, dice = Outcome(), Random(2016)
    with ExitStack() as stack, closing(_hospital(folder)) as hospital:
        if not guarded:
            for name, bare in UNGUARDED:
                stack.enter_context(patch(name, bare))
        for number in range(rounds):
            kind = list(ImportKind)[number % len(ImportKind)]
            _try(outcome, f"rows of {kind}", lambda kind=kind: _rows(hospital, folder, kind, dice))
            outcome.count("rows", ROWS)
            for each in range(FILES // 2):
                makers = (_workbook, _calendar)
                for make in makers:
                    name = f"{make.__name__} {number}.{each}"
                    _try(outcome, name, lambda make=make: _opened(make(folder, dice)))
            outcome.count("files", FILES // 2 * 2)
            outcome.tried += ROWS + FILES // 2 * 2
    return outcome


def _hospital(folder: Path) -> Database:
    hospital = Database(str(new_file(folder / "hospital.db")), utc_now, "proof")
    windows = write_rows(folder, row_of(ImportKind.WINDOWS))
    import_file(hospital, reader(), ImportOrder(ImportKind.WINDOWS, windows), utc_now())
    return hospital


def _try(outcome: Outcome, name: str, work: Callable[[], str]) -> None:
    try:
        with _at_most(LONGEST_SECONDS):
            fault = work()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the proof looks for
        fault = f"{type(error).__name__}: {error}"[:200]
    if fault:
        outcome.faults.append(f"{name}: {fault}")


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def hangs(_number: int, _frame: object) -> None:
        raise _Hangs(f"no answer within {seconds} s")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _rows(hospital: Database, folder: Path, kind: ImportKind, dice: Random) -> str:
    """Import rows of which every one must be refused; return what went wrong."""
    wrong = [(column, cell) for of, column, cell, _ in BAD if of is kind]
    free = [column for column in FREE if column in COLUMNS[kind]]
    rows = []
    for _ in range(ROWS):
        column, cell = dice.choice(wrong)
        noise = {each: dice.choice(NOISE) for each in free if dice.random() < 0.3}
        rows.append(row_of(kind, **{**noise, column: cell}))
    path = write_rows(folder, *rows)
    window = 1 if kind is ImportKind.DECLARATIONS else None
    outcome = import_file(hospital, reader(), ImportOrder(kind, path, window), utc_now())
    if outcome.saved or outcome.rows != ROWS or outcome.rejected != ROWS:
        return f"{outcome.rejected} of {outcome.rows} rows refused, saved: {outcome.saved}"
    return _unsaid(outcome.errors)


def _unsaid(problems: Sequence[RowProblem]) -> str:
    """Return the first problem that does not say its row, its column and its reason."""
    for each in problems:
        if each.row < 1 or not each.column or not each.text.endswith("."):
            return f"row {each.row}, {each.column}: {each.text[:80]}"
    return ""


def _opened(made: tuple[ImportKind, Path, bool]) -> str:
    """Read a file to its end; one that is built to harm must be refused."""
    kind, path, must_be_refused = made
    try:
        with opened(kind, path) as table:
            problems = list(table.problems)
            for row in table:
                if row.value is None and not row.errors:
                    return f"row {row.number} is refused without a reason"
                problems.extend(row.errors)
            said = _unsaid(problems)
    except Refused as refused:
        return "" if refused.text.endswith(".") else f"no sentence: {refused.text[:80]}"
    if must_be_refused and not problems:
        return "a file built to harm was taken"
    return said


def _workbook(folder: Path, dice: Random) -> tuple[ImportKind, Path, bool]:
    kind = ImportKind.DECLARATIONS
    path = write_book(folder, [list(GOOD[kind]), ["S1", "working"]])
    attacks: tuple[dict[str, bytes], ...] = (
        {"xl/media/x.xml": bytes(8_000_000)},
        {"xl/sharedStrings.xml": LAUGHS},
        {"xl/sharedStrings.xml": FETCHES},
        {"../evil.xml": b"<x/>"},
        {"xl/vbaProject.bin": b"\x00"},
        {f"xl/x{number}.bin": b"" for number in range(1_001)},
    )
    if dice.random() < 0.4:
        return kind, rewritten(path, more=dice.choice(attacks)), True
    part = dice.choice(("xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"))
    if dice.random() < 0.5:
        path = rewritten(path, lambda name, data: _damaged(data, dice) if name == part else data)
    else:
        path.write_bytes(_damaged(path.read_bytes(), dice))
    return kind, path, False


def _calendar(folder: Path, dice: Random) -> tuple[ImportKind, Path, bool]:
    path = folder / "strikes.ics"
    attacks = (
        "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * 2_001 + "END:VCALENDAR\n",
        "BEGIN:VCALENDAR\n" + "BEGIN:VTODO\n" * 80_000,
        "BEGIN:VCALENDAR\n".ljust(1_000_001, " "),
        calendar(event(rrule=":FREQ=DAILY;COUNT=2500")),
    )
    if dice.random() < 0.4:
        path.write_text(dice.choice(attacks))
        return ImportKind.WINDOWS, path, True
    good = calendar(
        event(rrule=":FREQ=WEEKLY;COUNT=3", exdate=LONDON + "20160119T080000"),
        event(uid=":2", dtend=None, duration=":P1DT2H", description=":" + "note " * 20),
    )
    path.write_bytes(_damaged(good.encode(), dice, first=15))
    return ImportKind.WINDOWS, path, False


def _damaged(data: bytes, dice: Random, first: int = 0) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(first, len(changed))
        match dice.randrange(3):
            case 0:
                changed[at] = dice.randrange(256)
            case 1:
                del changed[at : at + dice.randrange(40)]
            case _:
                changed[at:at] = changed[dice.randrange(len(changed)) :][: dice.randrange(40)]
        if len(changed) <= first + 1:
            break
    return bytes(changed)


PROOF = Proof(
    "imports",
    "every malformed row is refused with row and reason; no file crashes or hangs the program",
    "the limits of workbooks and calendars",
    run,
    rounds=100,
    short=2,
    needs=lambda: "" if os.name == "posix" else "this needs POSIX alarms",
)
