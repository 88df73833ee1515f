"""A protected hospital at work: no seeded name can be read in anything that the program writes.

What somebody asks for by name (letters, reports, exports) is readable, as it must be, and is not
looked at; nor are the files that were imported. All else is: the database, its log, its key box
and anchors, backups, temporary files while they exist, settings, what the program says of faults.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence, Set
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from string import ascii_lowercase

import main as program
from rota.domain.importing import ImportKind
from tests.apart import run_apart
from tests.reliability.proof import Outcome, Proof
from tests.tables.builders import row_of, write_rows

PEOPLE = 500
"""Of each kind: with as many patients as staff, 1,000 names."""
LOGIN, PASSPHRASE = "asha", "four grey herons over Tooting"
NOW = "2016-01-08 09:00"
LIKE_A_NAME = re.compile(rb"zq[a-z]{10}", re.IGNORECASE)
PAUSE_SECONDS = 0.1
KINDS = (ImportKind.STAFF, ImportKind.WINDOWS, ImportKind.DUTIES, ImportKind.APPOINTMENTS)


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Let a hospital work with names of its own, and look for them in every file as it does."""
    outcome = Outcome()
    for number in range(rounds):
        place = folder / str(number)
        names = _names(Random(number))
        _write_files(place / "given", names)
        looked_for = {name.lower().encode() for name in names}
        found = _work_and_look(place, looked_for, guarded, with_window=rounds > 1)
        outcome.tried += len(names)
        outcome.faults.extend(f"{where}: {many} names" for where, many in sorted(found.items()))
    return outcome


def _names(dice: Random) -> list[str]:
    return ["Zq" + "".join(dice.choices(ascii_lowercase, k=10)) for _ in range(2 * PEOPLE)]


def _write_files(folder: Path, names: Sequence[str]) -> None:
    folder.mkdir(parents=True)
    staff = [
        row_of(ImportKind.STAFF, staff_id=f"S{number:03}", surname=name, email="")
        for number, name in enumerate(names[:PEOPLE], 1)
    ]
    patients = [
        row_of(
            ImportKind.APPOINTMENTS,
            appointment_id=f"A{number}",
            patient_id=f"P{number}",
            nhs_number="",
            surname=name,
            address_1=f"1 {name} Close",
            language="",
            format="",
        )
        for number, name in enumerate(names[PEOPLE:], 1)
    ]
    rows = {
        ImportKind.STAFF: staff,
        ImportKind.WINDOWS: [row_of(ImportKind.WINDOWS)],
        ImportKind.DUTIES: [row_of(ImportKind.DUTIES)],
        ImportKind.APPOINTMENTS: patients,
    }
    for kind, some in rows.items():
        write_rows(folder, *some, name=f"{kind}.csv")
    bad = [{**each, "date_of_birth": each["surname"], "kind": "?"} for each in patients]
    write_rows(folder, *bad, name="bad.csv")
    (folder / "passphrase").write_text(PASSPHRASE)


def _work_and_look(
    place: Path, names: Set[bytes], guarded: bool, with_window: bool
) -> dict[str, int]:
    """Return the files in which names were seen, at any time, with how many at the most."""
    found: dict[str, int] = {}
    process = run_apart(_work, place, guarded, with_window)
    while process.is_alive():
        _look(place, names, found)
        process.join(PAUSE_SECONDS)
    if process.exitcode:
        raise RuntimeError((place / "said" / "errors").read_text()[-500:])
    _look(place, names, found)
    return found


def _look(place: Path, names: Set[bytes], found: dict[str, int]) -> None:
    for path in _written(place):
        try:
            data = path.read_bytes()
        except OSError:  # gone since it was seen
            continue
        seen = {each.lower() for each in LIKE_A_NAME.findall(data.replace(b"\0", b""))}
        if many := len(seen & names):
            found[path.name] = max(found.get(path.name, 0), many)


def _written(place: Path) -> Iterator[Path]:
    for folder in ("home", "hospital", "said"):
        for path in (place / folder).rglob("*"):
            if path.is_file() and path.name != "answers":
                yield path


def _work(place: Path, guarded: bool, with_window: bool) -> None:
    """Bring in the files, decide, write letters, back up, fail; die with the file open."""
    home, given, out = place / "home", place / "given", place / "out"
    for each in (home / "tmp", place / "hospital", place / "said", out):
        each.mkdir(parents=True)
    os.environ.update(
        HOME=str(home), XDG_DATA_HOME=str(home), XDG_CONFIG_HOME=str(home),
        XDG_CACHE_HOME=str(home), TMPDIR=str(home / "tmp"), QT_QPA_PLATFORM="offscreen",
        STRIKE_ROTA_LOGIN=LOGIN, STRIKE_ROTA_PASSPHRASE=PASSPHRASE,
    )  # fmt: skip
    if not guarded:
        os.environ.pop("STRIKE_ROTA_LOGIN")
        os.environ.pop("STRIKE_ROTA_PASSPHRASE")
    address = str(place / "hospital" / "hospital.db")
    said = place / "said"
    with (
        (said / "errors").open("a") as errors,
        (said / "answers").open("a") as answers,
        redirect_stderr(errors),
        redirect_stdout(answers),
    ):
        if guarded:
            passphrase = ["--new-passphrase-file", str(given / "passphrase")]
            roles = [f"--role={name}" for name in ("administrator", "rota_manager", "clerk")]
            _ask(address, 0, "protect", LOGIN, "--name", "Asha Rao", *roles, *passphrase)
        for kind in KINDS:
            _ask(address, 0, "import", kind.value, str(given / f"{kind}.csv"))
        _ask(address, 1, "import", "appointments", str(given / "bad.csv"))
        _ask(address, 0, "hospital", "--name", "Our Hospitals", "--phone", "020 7946 0000")
        few = ",".join(f"A{number}" for number in range(1, 9))
        _ask(address, 0, "decide", "--appointment", few, "--decision", "postpone", "--why", "cover")
        _ask(address, 0, "patient", "show", "--appointment", "A1")
        _ask(address, 0, "letters", "render", "--out", str(out))
        _ask(address, 0, "backup", "--out", str(place / "hospital" / "copy.db"))
        _ask(address, 0, "check")
        if with_window:
            _ask(address, 0, "shots", "--out", str(out / "pictures"))
        errors.flush()
        _die_with_the_file_open(address, guarded)


def _ask(address: str, status: int, *words: str) -> None:
    got = program.main([*words, "--database", address, "--now", NOW])
    if got != status:
        raise SystemExit(f"{words[:2]} ended with {got}")


def _die_with_the_file_open(address: str, guarded: bool) -> None:
    """Leave the log beside the file, as a kill does."""
    tools = program.tools()
    if guarded:
        storage = tools.access.sign_in(address, tools.clock, LOGIN, PASSPHRASE)
    else:
        storage = tools.open_storage(address, tools.clock)
    with storage.write("decide") as work:
        work.appointments.visits.put(work.appointments.visits.all())
        work.settings.put({"proof": "1"})
    sys.stdout.flush()
    os._exit(0)


PROOF = Proof(
    "leak",
    "no name of staff or patients can be read in a file that the program writes of itself",
    "protecting the file",
    run,
    rounds=5,
    short=1,
    needs=lambda: "" if os.name == "posix" else "this needs POSIX",
)
