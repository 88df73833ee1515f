"""Letters made, printed and posted by clerks who double click, retry and die at any step.

Each try is a process of its own that may end at once, as a killed program does, before or after
anything it does. What came out of the printer is kept outside the hospital file, as paper is.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import main
from rota.domain.codes import Decision
from rota.domain.errors import Refused, Unavailable
from rota.domain.importing import ImportKind
from rota.domain.letter_content import LetterContent, TypesetBatch, TypesetLetter
from rota.domain.printing import PrinterInfo, PrintOrder, PrintRun
from rota.services.batch_list import batches
from rota.services.batch_making import render
from rota.services.batch_sizes import SHEETS_A_BATCH
from rota.services.deciding import decide
from rota.services.post_times import save_post
from rota.services.posting import mark_posted
from rota.services.printing import print_letters, say_printed, untold_runs
from rota.storage.database import Database, Work
from tests.reliability.proof import Outcome, Proof
from tests.small_hospital import NOW, appointment, bring_in, open_copy

PATIENTS = 5
DEATHS = 0.12
"""How likely a clerk's program dies at each step at which it may."""

MOST_TRIES = 200
RULES = main.tools().rules.letters


class PaperTypesetter:
    """Typesets and cuts on paper that a computer reads: what matters here is which letters."""

    def typeset(self, letters: Sequence[LetterContent], *_: object) -> TypesetBatch:
        placed = tuple(
            TypesetLetter(each.reference, 2 * number + 1, 1) for number, each in enumerate(letters)
        )
        return TypesetBatch(_paper([each.reference for each in letters]), placed, ())

    def cut(self, pdf: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
        there = _letters_on(pdf)
        return _paper([there[first // 2] for first, _ in spans])


@dataclass
class Fate:
    """Ends the program now and then."""

    random: Random

    def tempt(self) -> None:
        if self.random.random() < DEATHS:
            os._exit(9)


@dataclass
class Tray:
    """Paper: what was printed stays printed, whatever becomes of the program."""

    path: Path
    fate: Fate

    def printers(self) -> tuple[PrinterInfo, ...]:
        return ()

    def send(self, pdf: bytes, order: PrintOrder, title: str) -> str:
        self.fate.tempt()
        line = json.dumps({"title": title, "letters": _letters_on(pdf)}) + "\n"
        paper = os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        os.write(paper, line.encode())
        os.close(paper)
        self.fate.tempt()
        return "job"


class MortalDatabase(Database):
    """A database whose program may die just before or just after it keeps something."""

    fate: Fate

    @contextmanager
    def write(
        self,
        action: str,
        why: str = "",
        undoable: bool = True,
        step: str = "do",
        reverses: int | None = None,
        key: str | None = None,
        seen: int | None = None,
    ) -> Iterator[Work]:
        with super().write(action, why, undoable, step, reverses, key, seen) as work:
            yield work
            self.fate.tempt()
        self.fate.tempt()


def run(folder: Path, rounds: int, guarded: bool) -> Outcome:
    """Try so often, in one hospital after another until all its letters are posted."""
    outcome, random = Outcome(), Random(2016)
    template = _template(folder)
    while outcome.tried < rounds:
        path, paper = folder / "hospital.db", folder / "paper"
        for old in (*folder.glob("hospital.db*"), *folder.glob("paper")):
            old.unlink()
        shutil.copy(template, path)
        tries = 0
        while not _is_done(path) and tries < MOST_TRIES:
            clerks = random.choice((1, 1, 2))
            sittings = [
                partial(_clerk, path, paper, random.random(), guarded, is_alone=clerks == 1)
                for _ in range(clerks)
            ]
            _together(sittings)
            tries += clerks
        outcome.tried += tries
        outcome.count("hospitals")
        outcome.count("letters", PATIENTS)
        found = _faults(path, paper)
        outcome.faults.extend(f"hospital {outcome.counted['hospitals']}: {each}" for each in found)
    return outcome


def _template(folder: Path) -> Path:
    """A hospital whose letters are all ready."""
    tools, storage = open_copy(folder, 0)
    rows = [appointment(number, "Begum", postcode=f"SW{number} 1AA") for number in range(PATIENTS)]
    bring_in(tools, storage, folder, ImportKind.APPOINTMENTS, rows)
    decide(storage, [row["appointment_id"] for row in rows], Decision.POSTPONE, "no doctor")
    save_post(storage, tools.rules.letters, {SHEETS_A_BATCH: "3"})
    storage.close()
    return (folder / "hospital.db").rename(folder / "template.db")


def _together(clerks: Sequence[Callable[[], None]]) -> None:
    children = []
    for clerk in clerks:
        child = os.fork()
        if not child:
            try:
                clerk()
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


def _clerk(path: Path, paper: Path, seed: float, guarded: bool, is_alone: bool) -> None:
    """One sitting. What became of an old run is not said while a colleague may be printing it."""
    random = Random(seed)
    fate = Fate(random)
    database = MortalDatabase(str(path), lambda: NOW, "clerk")
    database.fate = fate
    tray, cutter = Tray(paper, fate), PaperTypesetter()
    order = PrintOrder("letters")
    try:
        for run in untold_runs(database) if guarded and is_alone else ():
            say_printed(database, run.run_id, _looked(paper, run), None, NOW)
        render(database, cutter, RULES, NOW)  # type: ignore[arg-type]
        for row in batches(database):
            if not row.unposted:
                continue
            if row.printed < row.letters:
                for click in range(random.choice((1, 2, 3))):
                    key = f"{seed} {row.batch}" if guarded else f"{seed} {row.batch} {click}"
                    sent = print_letters(
                        database, RULES, row.batch, order, key, NOW, tray, cutter, again=not guarded
                    )
                for run in untold_runs(database):
                    if run.run_id == sent.run_id:
                        say_printed(database, run.run_id, _looked(paper, run), None, NOW)
            mark_posted(database, row.batch, NOW, RULES)
    except (Refused, Unavailable):
        pass  # the other clerk was first: look again


def _looked(paper: Path, run: PrintRun) -> str:
    """What a clerk says who goes and looks into the tray."""
    title = f"Batch {run.batch}, run {run.run_id}"
    return "yes" if any(each["title"] == title for each in _printed(paper)) else "no"


def _is_done(path: Path) -> bool:
    with closing(Database(str(path), lambda: NOW, "proof")) as database:
        return sum(row.posted for row in batches(database)) >= PATIENTS


def _faults(path: Path, paper: Path) -> list[str]:
    printed = Counter(letter for each in _printed(paper) for letter in each["letters"])
    faults = [f"{letter} was printed {n} times" for letter, n in printed.items() if n > 1]
    with closing(Database(str(path), lambda: NOW, "proof")) as database, database.read() as work:
        sent = work.letters.about([f"A{number}" for number in range(PATIENTS)])
    posted = Counter(each.appointment_id for each in sent if each.posted_at)
    faults += [f"{visit} was told {n} times" for visit, n in posted.items() if n > 1]
    faults += [f"A{n} was never told" for n in range(PATIENTS) if f"A{n}" not in posted]
    faults += [
        f"{each.reference} was posted and never printed"
        for each in sent
        if each.posted_at and each.reference not in printed
    ]
    return faults


def _printed(paper: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in paper.read_text().splitlines()] if paper.exists() else []


def _paper(references: Sequence[str]) -> bytes:
    return json.dumps(list(references)).encode()


def _letters_on(pdf: bytes) -> list[str]:
    found: list[str] = json.loads(pdf)
    return found


PROOF = Proof(
    "letters",
    "every patient gets one letter, printed once, whatever dies or is clicked twice",
    "the key of a run, and asking what became of the last one",
    run,
    rounds=10_000,
    short=16,
    needs=lambda: "" if hasattr(os, "fork") else "programs that end at once cannot be made here",
)
