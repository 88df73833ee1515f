"""What eight people do at once in one hospital: decide, write letters, ring, give slots, correct.

Each act has a key and is sent twice, as a double click does, and again with the same key for as
long as nobody knows whether it was saved. What was said to be saved is written down outside.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from uuid import uuid4

from sqlalchemy import select

import main
from rota.domain.codes import Decision
from rota.domain.errors import Conflict, Refused, Unavailable
from rota.domain.importing import ImportKind
from rota.services.acting import Acting, never_seen
from rota.services.batch_making import render
from rota.services.calls import record_call
from rota.services.deciding import decide, undecide
from rota.services.hospital_details import save_trust_details
from rota.services.new_dates import accept_dates
from rota.storage.database import Database
from rota.storage.engine import open_engine
from rota.storage.schema import journal_change
from tests.reliability.letters import RULES, PaperTypesetter
from tests.small_hospital import DETAILS, NOW, PLACE, STAFF, WINDOW, appointment, bring_in

LETTERS = 60
"""So many patients are written to, each by whoever comes first; as many others want a slot."""
SLOTS = 12
HOT = "proof.hot"
"""A setting that everybody corrects, each by what they read of it."""
RULEBOOK = main.tools().rules


def fill(database: Database, folder: Path) -> None:
    """Bring in a hospital through files, as a hospital does."""
    tools = main.tools()
    staff = [{"department": "Surgery", "site": "St Anne", **row} for row in STAFF]
    start = {"start": "2016-01-12 09:00"}
    visits = [appointment(n, "Begum", postcode="SW17 0QT", **start) for n in range(2 * LETTERS)]
    slots = [
        {
            "slot_id": f"L{n}", **PLACE, "clinic_code": "URO1", "clinician_staff_id": "S2",
            "start": f"2016-02-{2 + n:02d} 09:00", "duration_minutes": "20", "kind": "follow_up",
            "capacity": "1",
        }
        for n in range(SLOTS)
    ]  # fmt: skip
    for kind, rows in (
        (ImportKind.WINDOWS, [WINDOW]),
        (ImportKind.STAFF, staff),
        (ImportKind.APPOINTMENTS, visits),
        (ImportKind.SLOTS, slots),
    ):
        bring_in(tools, database, folder, kind, rows)
    save_trust_details(database, DETAILS)
    with database.write("proof") as work:
        work.settings.put({HOT: "start after nothing"})


class Person:
    """One of the eight. Without the guards nothing has a key and nobody looks what others did."""

    def __init__(self, database: Database, who: str, said: Path, guarded: bool) -> None:
        self._database = database
        self._acting = Acting(database, never_seen)
        self._who = who
        self._said = said.open("a")
        self._guarded = guarded
        self._random = Random(who)
        self._number = 0
        self._acts = (self._correct, self._correct, self._write, self._ring, self._give_slot)

    def act(self) -> None:
        """Do one thing, until it is known what came of it."""
        self._number += 1
        self._acts[self._number % len(self._acts)]()

    def _say(self, what: str, value: str) -> None:
        self._said.write(json.dumps([what, value]) + "\n")
        self._said.flush()

    def _once(self, act: Callable[[], object], seen: int | None = None, clicks: int = 2) -> bool:
        """Do an act with one key, sent twice. Return whether it was saved, by which try ever."""
        key = uuid4().hex
        is_saved = False
        for _ in range(clicks):
            while True:
                try:
                    if self._guarded:
                        with self._acting.one_act(key, seen):
                            act()
                    else:
                        act()
                    is_saved = True
                except Unavailable:
                    time.sleep(0.1)
                    continue
                except Refused as error:
                    if error.code == "already_done":
                        is_saved = True
                    elif isinstance(error, Conflict):
                        self._say("conflict", "")
                break
        return is_saved

    def _correct(self) -> None:
        """Change the setting that all share, by what it says."""
        try:
            with self._database.read() as work:
                seen, value = work.journal.head()[0], work.settings.all()[HOT]
        except Unavailable:
            return
        time.sleep(0.002)
        mine = f"{self._who}.{self._number}"

        def put() -> None:
            with self._acting.write("proof hot") as work:
                work.settings.put({HOT: f"{mine} after {value.split()[0]}"})

        if self._once(put, seen, clicks=1):
            self._say("hot", mine)

    def _write(self) -> None:
        """Decide on a patient whom nobody has decided on, and make all letters that are ready."""
        visit = f"A{self._random.randrange(LETTERS)}"
        try:
            with self._database.read() as work:
                if visit in work.appointments.decided():
                    return
        except Unavailable:
            return
        storage = self._acting.as_storage
        if self._once(lambda: decide(storage, [visit], Decision.POSTPONE, "no doctor")):
            self._say("decided", visit)
        setter = PaperTypesetter()
        self._once(lambda: render(storage, setter, RULES, NOW))  # type: ignore[arg-type]

    def _ring(self) -> None:
        note = f"{self._who} {self._number}"
        visit = f"A{self._random.randrange(LETTERS)}"
        storage = self._acting.as_storage
        if self._once(
            lambda: record_call(storage, RULES, visit, "try_again", self._who, note, NOW)
        ):
            self._say("call", note)

    def _give_slot(self) -> None:
        """Give somebody one of few slots; now and then take one back."""
        visit = f"A{LETTERS + self._random.randrange(LETTERS)}"
        slot = f"L{self._random.randrange(SLOTS)}"
        storage = self._acting.as_storage
        if self._random.random() < 0.3:
            self._once(lambda: undecide(storage, [visit], "not wanted"))
        elif self._once(lambda: accept_dates(storage, RULEBOOK, {visit: slot}, "given", NOW)):
            self._say("slot", f"{visit} {slot}")


def said_of(path: Path) -> list[tuple[str, str]]:
    """Return what a person said was saved; a killed program may leave half a line."""
    lines = path.read_text().split("\n")[:-1] if path.exists() else []
    return [(what, value) for what, value in map(json.loads, lines)]


def faults(database: Database, said: list[tuple[str, str]]) -> Iterator[str]:
    """Compare what was said with what the hospital holds."""
    with database.read() as work:
        ids = [f"A{n}" for n in range(2 * LETTERS)]
        made = Counter(each.appointment_id for each in work.letters.about(ids))
        calls = Counter(each.note for some in work.gate.calls().values() for each in some)
        decided = work.appointments.decided()
        held = Counter(each.slot_id for each in work.slots.holds.all())
    told: dict[str, list[str]] = {}
    for what, value in said:
        told.setdefault(what, []).append(value)
    yield from (f"{each} has {n} letters" for each, n in made.items() if n > 1)
    yield from (
        f"{each} was decided on and lost" for each in set(told.get("decided", ())) - decided.keys()
    )
    yield from (f"call {each} was kept {n} times" for each, n in calls.items() if n > 1)
    yield from (f"call {each} was lost" for each in set(told.get("call", ())) - calls.keys())
    yield from (f"slot {each} was given {n} times" for each, n in held.items() if n > 1)
    into = Counter(
        made.new_start
        for key, made in decided.items()
        if int(key[1:]) >= LETTERS and made.new_start
    )
    yield from (f"{n} have the time {each}" for each, n in into.items() if n > 1)
    yield from _updates(database.address, set(told.get("hot", ())))


def _updates(address: str, told: set[str]) -> Iterator[str]:
    """Each correction must be of what was there when it was made."""
    engine = open_engine(address)
    change = journal_change.c
    query = select(change.before, change.after).where(change.table_name == "setting")
    query = query.where(change.row_key.contains(f'"{HOT}"')).order_by(change.id)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    engine.dispose()
    kept = set()
    for row in rows[1:]:
        was, now = (json.loads(each)["value"] for each in row)
        mine, _, seen = now.split()
        kept.add(mine)
        if seen != was.split()[0]:
            yield f"{mine} went over {was.split()[0]}, which it had not seen"
    yield from (f"correction {each} was lost" for each in told - kept)
