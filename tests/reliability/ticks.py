"""A dozen people who tick at once on one database, each click sent twice, as a slow line does.

Every click opens a gap at a service that all of them watch, so that they meet over its flag. Each
says what was kept only once it is, and writes it down outside the database.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from rota.domain.day import DayTick, Tick
from rota.services.day_flags import flags_due
from rota.services.day_picture import read_day_picture
from rota.services.day_roll import NewTick, read_day, tick
from rota.services.history import check
from rota.services.windows import services_named
from rota.storage.database import Database
from tests.apart import run_apart
from tests.cover_hospital import WINDOW, at, fill_more
from tests.engines import Postgresql
from tests.reliability.proof import Outcome, Proof
from tests.strike_hospital import ED, NOW, tools

PEOPLE = 12
CLICKS = 3
"""How often each of them ticks in a round."""

CAROL = "S3"
MORNING = at(12, 10)
LADDER = tools().rules.ladder


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Tick so many times over on a new SQLite file, and if guarded in PostgreSQL as well."""
    outcome = Outcome()
    server = Postgresql() if guarded else None
    try:
        for number in range(rounds):
            files = folder / f"round-{number}"
            files.mkdir()
            _round(str(files / "hospital.db"), files, guarded, outcome)
            if server is not None:
                _round(server.create(), files, guarded, outcome)
    finally:
        if server is not None:
            server.stop()
    return outcome


def _round(address: str, files: Path, guarded: bool, outcome: Outcome) -> None:
    with closing(Database(address, lambda: NOW, "proof")) as database:
        fill_more(database, files)
        with database.read() as work:
            place = services_named(work, ED)[0].service_id
    said = [files / f"said-{outcome.counted.get('databases', 0)}-{n}" for n in range(PEOPLE)]
    start = time.time() + 1
    people = [
        run_apart(_person, address, f"person {number}", str(path), place, start, guarded)
        for number, path in enumerate(said)
    ]
    for each in people:
        each.join()
    told = [line for path in said if path.exists() for line in path.read_text().splitlines()]
    outcome.tried += PEOPLE * CLICKS
    outcome.count("databases")
    outcome.count("said to be kept", len(told))
    engine = "PostgreSQL" if "://" in address else "SQLite"
    outcome.faults += [f"{engine}: {each}" for each in _faults(address, place, told)]


def _person(address: str, who: str, said: str, place: int, start: float, guarded: bool) -> None:
    """Tick Carol out and in again, each click sent twice."""
    keep = _keep if guarded else _keep_carelessly
    with closing(Database(address, lambda: NOW, who)) as database, Path(said).open("w") as out:
        time.sleep(max(0.0, start - time.time()))
        with suppress(IntegrityError):  # then their program has failed, and the rest is lost
            for number in range(CLICKS):
                what = (Tick.NOT_HERE, Tick.HERE)[number % 2]
                new = NewTick(CAROL, place, MORNING, what, f"{who}, click {number}")
                for _ in range(2):
                    keep(database, new, who)
                out.write(f"{new.note}\n")
                out.flush()


def _keep(database: Database, new: NewTick, who: str) -> None:
    tick(database, WINDOW, LADDER, [new], new.note, who, MORNING)


def _keep_carelessly(database: Database, new: NewTick, who: str) -> None:
    """Decide on flags before the action, and know no click again."""
    made = DayTick(
        WINDOW, new.staff_id, new.service_id, new.at, new.what, new.note, who, NOW, uuid4().hex
    )
    with database.read() as work:
        picture = read_day_picture(work, WINDOW, LADDER).with_ticks([made])
        due = flags_due(work, picture, [new.service_id], MORNING)
    with database.write("day tick") as work:
        work.day.add_ticks([made])
        work.day.add_flags([flag for flag in due.raised if not flag.flag_id])


def _faults(address: str, place: int, told: Sequence[str]) -> Iterator[str]:
    with closing(Database(address, lambda: NOW, "proof")) as database:
        if not check(database).sound:
            yield "the database is not sound"
        with database.read() as work:
            ticks, flags = work.day.ticks(WINDOW), work.day.flags(WINDOW)
            picture = read_day_picture(work, WINDOW, LADDER)
            if flags_due(work, picture, [place], MORNING).raised:
                yield "a gap runs without a flag"
        view = read_day(database, WINDOW, LADDER, MORNING)
    kept = Counter(each.note for each in ticks)
    clicks = {f"person {who}, click {n}" for who in range(PEOPLE) for n in range(CLICKS)}
    yield from (f"{each} was lost" for each in sorted(clicks - set(told)))
    yield from (f"{each} was said to be kept and is not" for each in sorted(set(told) - set(kept)))
    yield from (f"{each} was kept {number} times" for each, number in kept.items() if number > 1)
    open_flags = Counter((each.service_id, each.post) for each in flags if each.is_open)
    yield from (f"{n} flags are open of {each[1]}" for each, n in open_flags.items() if n > 1)
    people = (person for each in view.services for person in each.people)
    shown = [person.state for person in people if person.staff_id == CAROL]
    if shown != [ticks[-1].what]:
        yield "the roll call does not show what was ticked last"


PROOF = Proof(
    "ticks",
    "a dozen people tick at once: no tick is lost or kept twice, one flag is open of each post",
    "the key of a click, and deciding on flags in the same action",
    run,
    rounds=10,
    short=1,
)
