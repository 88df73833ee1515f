"""People deleted for good: not one byte of them is left in the file, and all others are intact."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from unittest.mock import patch

import sqlcipher3.dbapi2 as sqlite_driver
from pypdfium2 import PdfDocument

import main
from rota.domain.errors import Refused
from rota.letters.cutting import cut
from rota.services.history import check, undo
from rota.services.rights import Who, erase_person
from rota.storage import engine
from rota.storage.database import Database
from tests.engines import Clock
from tests.reliability.proof import Outcome, Proof
from tests.rights_hospital import Somebody, at_rest, live, people
from tests.small_hospital import NOW

AT_ONCE = 5
"""People deleted in one hospital; as many stay."""

BARE = tuple(each for each in engine.PRAGMAS if each[0] != "secure_delete")


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Delete so many people, some in each hospital. Without the guard SQLite clears no pages."""
    outcome = Outcome()
    for number, first in enumerate(range(0, rounds, AT_ONCE)):
        with ExitStack() as stack:
            if not guarded:
                bare = (*BARE, ("secure_delete", 0))
                stack.enter_context(patch.object(engine, "PRAGMAS", bare))
            files = folder / f"hospital-{number}"
            files.mkdir()
            _hospital(files, min(AT_ONCE, rounds - first), number, outcome)
    return outcome


def _hospital(files: Path, number: int, seed: int, outcome: Outcome) -> None:
    everybody = people(2 * number + 2, seed)
    gone = Random(seed).sample(everybody[:-2], number)
    stay = [each for each in everybody[:-2] if each not in gone]
    left, here = everybody[-2:]
    path, clock = files / "hospital.db", Clock(NOW)
    with closing(Database(str(path), clock, "proof")) as database:
        live(
            database, clock, files, everybody[:-2], main.tools().typesetter(), gone[0], (left, here)
        )
        before, held = len(_told(database.address, stay)), _held([*stay, here], path)
        now = at_rest(clock)
        for each in gone:
            erase_person(database, Who.PATIENT, each.ref, cut, now)
        erase_person(database, Who.STAFF, left.ref, cut, now, "asked to")
        outcome.tried += number + 1
        outcome.faults += _bytes_of([*gone, left], path, "while open")
        found = check(database)
        outcome.faults += [*found.faults] if found.sound else [f"the chain: {found.bad_reason}"]
        try:
            undo(database)
        except Refused:
            outcome.count("undo refused in words")
    outcome.faults += _bytes_of([*gone, left], path, "closed")
    outcome.faults += [f"{each.ref} is in a print file" for each in _told(str(path), gone)]
    if len(_told(str(path), stay)) != before or not before:
        outcome.faults.append("somebody else's letter is gone")
    if lost := held - _held([*stay, here], path):
        outcome.faults.append(f"{len(lost)} strings of people who stay are gone")
    outcome.count("strings looked for", sum(len(each.strings) for each in [*gone, left]))


def _held(whom: Sequence[Somebody], path: Path) -> set[str]:
    """Return which strings of people stand in the file or its log."""
    files = (each for each in (path, path.with_name(f"{path.name}-wal")) if each.exists())
    raw = b"".join(each.read_bytes() for each in files)
    return {text for who in whom for text in who.strings if text.encode() in raw}


def _bytes_of(gone: Sequence[Somebody], path: Path, when: str) -> list[str]:
    """Say which files still hold a string of somebody deleted."""
    held = [each for each in path.parent.glob("hospital.db*") if each.is_file()]
    raw = {each.name: each.read_bytes() for each in held}
    return [
        f"{when}: {who.ref} is in {name}"
        for name, data in raw.items()
        for who in gone
        if any(text.encode() in data for text in who.strings)
    ]


def _told(address: str, whom: Sequence[Somebody]) -> list[Somebody]:
    """Return who can be read in print files, what goes with them, or what letters said."""
    with closing(sqlite_driver.connect(address)) as raw:
        text = "\n".join(_words(raw))
    return [each for each in whom if each.surname in text or each.street in text]


def _words(raw: sqlite_driver.Connection) -> Iterator[str]:
    for pdf, enclosed in raw.execute("SELECT pdf, enclosed FROM print_batch"):
        if pdf:
            with closing(PdfDocument(pdf)) as document:
                for page in document:
                    yield page.get_textpage().get_text_range()
        if enclosed:
            with zipfile.ZipFile(io.BytesIO(enclosed)) as archive:
                yield from (archive.read(name).decode() for name in archive.namelist())
    for (body,) in raw.execute("SELECT body FROM letter_content"):
        yield zlib.decompress(body).decode("utf-8", "surrogatepass")


PROOF = Proof(
    "erase",
    "of people deleted for good not one byte is left; others, letters and chain are whole",
    "secure_delete",
    run,
    50,
    5,
)
