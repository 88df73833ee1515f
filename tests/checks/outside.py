"""An outside check: made-up hospitals, the real commands, and a naive recomputation.

``python -m tests.checks.outside --hospitals 5 --seed 1 [--keep]``, run where ``main.py`` is. Each
disagreement is printed as a sentence; the last line is one JSON object; exit 1 on any.
"""

import argparse
import csv
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.checks.covers import put_on_cover
from tests.checks.hospital import HEADINGS, STYLES, Plan, WindowPlan, plan_hospital
from tests.checks.records import EPOCH, FOREVER, Hospital, Window, local_of
from tests.checks.reference import Reading, Recomputation, neighbours

ROOT = Path(__file__).resolve().parents[2]
UTC_TEXT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
Answer = dict[str, Any]
WHY = ("--why", "outside check")


class CheckFailed(Exception):
    """The program refused a command, or answered with something that cannot be read."""


@dataclass(frozen=True)
class Outcome:
    """What one hospital came to."""

    windows: int
    disagreements: list[str]
    ambiguities: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Answers:
    """The program's three answers about one window, and its row in the list of windows."""

    duties: Answer
    appointments: Answer
    gaps: Answer
    listed: Answer


Said = tuple[int, str, str]
"""An exit code, standard output and standard error."""


def as_process(words: Sequence[str]) -> Said:
    """Run the program as anybody outside does, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "main.py", *words],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def in_this_process(words: Sequence[str]) -> Said:
    """Run the same words without starting Python each time: many times as fast."""
    program = import_module("main")
    out, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        status = program.main(words)
    return status, out.getvalue(), errors.getvalue()


class Program:
    """The program as anybody outside meets it: words in, an exit code and one JSON document out."""

    def __init__(self, folder: Path, now: str, run_words: Callable[[Sequence[str]], Said]) -> None:
        self.folder = folder
        self._run_words = run_words
        self.tail = ["--database", str(folder / "hospital.sqlite"), "--json", "--now", now]

    def run(self, *words: str) -> Answer:
        """Run one command and read its answer."""
        asked = [*words, *self.tail]
        with (self.folder / "commands.txt").open("a", encoding="utf-8") as log:
            log.write(shlex.join(["python", "main.py", *asked]) + "\n")
        said = " ".join(words)
        try:
            status, out, errors = self._run_words(asked)
        except subprocess.TimeoutExpired:
            raise CheckFailed(f"{said}: no answer within five minutes") from None
        if status != 0 or "Traceback" in errors:
            raise CheckFailed(f"{said}: exit {status}: {errors.strip()[-600:]}")
        try:
            answer = json.loads(out)
        except ValueError:
            raise CheckFailed(f"{said}: not one JSON document: {out[:200]!r}") from None
        if not isinstance(answer, dict):
            raise CheckFailed(f"{said}: the document is not an object: {out[:200]!r}")
        return answer

    def take_in(self, kind: str, rows: Sequence[Mapping[str, str]], *words: str) -> None:
        """Write rows under the canonical headings and import them; every row must be accepted."""
        path = self.folder / f"{kind}{''.join(words[1:])}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADINGS[kind].split())
            writer.writeheader()
            writer.writerows(rows)
        answer = self.run("import", kind, str(path), *words)
        if answer["rejected"] or answer["accepted"] != len(rows):
            errors = json.dumps(answer["errors"][:3], ensure_ascii=False)
            accepted = f"accepted {answer['accepted']} of {len(rows)}"
            raise CheckFailed(f"import {kind}: {accepted}, rejected {answer['rejected']}: {errors}")


def add_windows(program: Program, plan: Plan) -> dict[str, str]:
    """Enter the windows by file or by command; the program's number for each planned one."""
    if plan.windows_from_file:
        program.take_in("windows", plan.files["windows"])
        rows = program.run("window", "list")["windows"]
        numbers = {(row["dispute"], row["union"]): str(row["window"]) for row in rows}
        return {window.id: numbers[window.dispute, window.union] for window in plan.windows}
    ids = {}
    for window in plan.windows:
        words = ["--dispute", window.dispute, "--union", window.union]
        words += ["--groups", ",".join(window.groups), "--start", window.start]
        words += ["--end", window.end] if window.end else []
        words += ["--sites", ",".join(window.sites)] if window.sites else []
        words += ["--policy", window.policy] if window.policy != "start_inside" else []
        ids[window.id] = str(program.run("window", "add", *words, "--type", window.type)["window"])
    return ids


def decide_about(program: Program, number: str, window: WindowPlan, from_file: bool) -> None:
    """Declarations, marks, levels and last the state of one window."""
    this = ("--window", number)
    if window.declared:
        rows = [{"staff_id": who, "declaration": said} for who, said in window.declared.items()]
        program.take_in("declarations", rows, *this)
    for word, wanted in (("yes", True), ("no", False)):
        duties = ",".join(duty for duty, kept in window.marks.items() if kept is wanted)
        if duties:
            program.run("mark", *this, "--duty", duties, "--emergency", word, *WHY)
    for service, level in window.levels.items():
        program.run("level", *this, "--service", service, "--level", level, *WHY)
    states = {"confirmed": "confirm", "suspended": "suspend", "called_off": "call-off"}
    if not from_file and window.state in states:
        program.run("window", states[window.state], number, *WHY)


def load(program: Program, plan: Plan) -> dict[str, str]:
    """Put the whole plan but the cover through the commands."""
    ids = add_windows(program, plan) if plan.windows_first else {}
    for kind in ("staff", "duties", "absences", "requirements", "appointments"):
        if plan.files[kind]:
            program.take_in(kind, plan.files[kind])
    ids = ids or add_windows(program, plan)
    for window in plan.windows:
        decide_about(program, ids[window.id], window, plan.windows_from_file)
    return ids


def shown(minute: int) -> str:
    """A minute as a person reads it."""
    return local_of(minute).strftime("%a %d %b %Y %H:%M%z")


def told_minute(entry: Answer, edge: str) -> int:
    """The UTC minute of ``start`` or ``end``; its two forms must be well made and agree."""
    utc, local = str(entry[f"{edge}_utc"]), str(entry[edge])
    if not UTC_TEXT.fullmatch(utc):
        raise CheckFailed(f"{edge}_utc is not YYYY-MM-DDTHH:MM:SS+00:00 but {utc!r}")
    seconds = int((datetime.fromisoformat(utc) - EPOCH).total_seconds())
    wanted = local_of(seconds // 60)
    if seconds % 60 or datetime.fromisoformat(local).isoformat() != wanted.isoformat():
        raise CheckFailed(f"{edge} {local!r} is not the local time of {utc}")
    return seconds // 60


def differ(what: str, name: str, told: object, wanted: object) -> list[str]:
    """A sentence when two values differ."""
    return [] if told == wanted else [f"{what} {name}: program {told!r}, recomputed {wanted!r}"]


def by_id(entries: Iterable[Answer], key: str) -> dict[str, Answer]:
    """The entries of a list by their id, each of which comes once."""
    entries = list(entries)
    answer = {str(entry[key]): entry for entry in entries}
    if len(answer) != len(entries):
        raise CheckFailed(f"some {key} is listed more than once")
    return answer


def compare_duties(told: Answer, window: Window, again: Recomputation) -> list[str]:
    """What ``affected --duties`` and the recomputation disagree about."""
    listed = by_id(told["duties"], "duty_id")
    lost = again.lost_duties(window)
    found = []
    for duty in again.hospital.duties:
        entry, minutes = listed.pop(duty.id, None), lost.get(duty.id)
        about = f"{duty.service}, {duty.staff_id}, {shown(duty.start)} to {shown(duty.end)}"
        name = f"{duty.id} ({about})"
        if entry is None or minutes is None:
            told_minutes = entry and entry["lost_minutes"]
            found += differ("duty", f"{name}, minutes lost", told_minutes, minutes)
        else:
            keys = ("staff_id", "service", "department", "site", "lost_minutes")
            edges = (told_minute(entry, "start"), told_minute(entry, "end"))
            wanted = (duty.staff_id, duty.service, duty.department, duty.site, minutes)
            found += differ("duty", name, tuple(entry[key] for key in keys), wanted)
            found += differ("duty times", name, edges, (duty.start, duty.end))
    return found + [f"duty {name}: listed but in no file" for name in listed]


def compare_appointments(told: Answer, window: Window, again: Recomputation) -> list[str]:
    """What ``affected --appointments`` and the recomputation disagree about."""
    listed = by_id(told["appointments"], "appointment_id")
    risks = again.at_risk(window)
    found = []
    for one in again.hospital.appointments:
        entry = listed.pop(one.id, None)
        about = f"{one.service}, {one.clinician}, needs {'/'.join(one.needs)}, {shown(one.start)}"
        name = f"{one.id} ({about})"
        reasons = [] if entry is None else entry["reasons"]
        found += differ("appointment", name, sorted(reasons), sorted(risks.get(one.id, ())))
        if entry is not None:
            rest = (entry["service"], entry["decision"], entry["letter_needed"])
            found += differ("appointment", name, rest, (one.service, None, False))
            found += differ("appointment time", name, told_minute(entry, "start"), one.start)
    return found + [f"appointment {name}: listed but in no file" for name in listed]


def gap_minutes(told: Answer) -> tuple[dict[str, Counter[int]], list[str]]:
    """Missing people by service and minute out of the gaps, with what is wrong in their shape."""
    minutes: dict[str, Counter[int]] = defaultdict(Counter)
    rows: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    found = []
    for gap in told["gaps"]:
        start, end, missing = told_minute(gap, "start"), told_minute(gap, "end"), gap["missing"]
        rows[gap["service"], json.dumps(gap["requirement"])].append((start, end, missing))
        minutes[gap["service"]].update(dict.fromkeys(range(start, end), missing))
        if start >= end or missing < 1:
            found.append(f"gap of {gap['service']}: empty: {gap}")
    for (service, requirement), stretches in rows.items():
        stretches.sort()
        for (_, end, missing), (start, _, after) in pairwise(stretches):
            if start < end or (start == end and missing == after):
                fault = "overlap" if start < end else "are not maximal"
                found.append(f"gaps of {service}, {requirement}: {fault} at {shown(start)}")
    return minutes, found


def compare_gaps(told: Answer, window: Window, again: Recomputation) -> list[str]:
    """What ``gaps`` and the recomputation disagree about."""
    minutes, found = gap_minutes(told)
    missing, totals = again.missing(window), told["missing_person_minutes"]
    found += differ("gaps", "unspecified", sorted(told["unspecified"]),
                    sorted(again.unspecified(window)))  # fmt: skip
    for service in sorted({*minutes, *missing, *totals}):
        wanted, here = missing.get(service, {}), minutes.get(service, Counter[int]())
        total, summed = totals.get(service, 0), sum(here.values())
        if total != summed:
            found.append(f"gaps of {service}: sum to {summed} but missing_person_minutes {total}")
        found += differ("missing_person_minutes", service, total, sum(wanted.values()))
        odd = [t for t in sorted({*wanted, *here}) if wanted.get(t, 0) != here[t]]
        if odd:
            first = odd[0]
            values = f"program {here[first]}, recomputed {wanted.get(first, 0)}"
            found.append(f"gaps of {service}: {len(odd)} minutes differ; {shown(first)}: {values}")
    places = again.hospital.services
    for gap in told["gaps"]:
        place = (gap["department"], gap["site"])
        found += differ("gap place", gap["service"], place, places.get(gap["service"]))
    return found


def compare(answers: Answers, window: Window, again: Recomputation) -> list[str]:
    """Every disagreement about one window under one reading."""
    return [
        *compare_duties(answers.duties, window, again),
        *compare_appointments(answers.appointments, window, again),
        *compare_gaps(answers.gaps, window, again),
    ]


def compare_listing(answers: Answers, plan: WindowPlan, window: Window) -> list[str]:
    """What ``window list`` says of a window against what was entered, and the revisions named."""
    row, found = answers.listed, []
    edges = (told_minute(row, "start"), told_minute(row, "end") if row["end"] else FOREVER)
    found += differ("window", "times", edges, (window.start, window.end))
    entered = (plan.dispute, plan.union, plan.type, plan.state, sorted(plan.groups))
    keys = ("dispute", "union", "type", "state")
    listed = (*(row[key] for key in keys), sorted(row["groups"]))
    found += differ("window", "facts", listed, entered)
    for answer in (answers.duties, answers.appointments, answers.gaps):
        named = (answer["window"], answer["revision"])
        found += differ("window", "and revision", named, (row["window"], row["revision"]))
    return found


def explain(hospital: Hospital, window: Window, answers: Answers, count: int) -> list[str]:
    """Other readings under which the program agrees after all, chosen one at a time, or none."""
    reading, taken = Reading(), []
    while count:
        tries = [
            (len(compare(answers, window, Recomputation(hospital, other))), name, other)
            for name, other in neighbours(reading)
        ]
        fewest, name, other = min(tries, key=lambda one: one[0])
        if fewest >= count:
            return []
        count, reading = fewest, other
        taken.append(name)
    return taken


def check_window(
    hospital: Hospital, plan: WindowPlan, window: Window, answers: Answers
) -> tuple[list[str], list[str]]:
    """The disagreements about one window, and the other readings that would settle them."""
    found = compare(answers, window, Recomputation(hospital))
    readings = explain(hospital, window, answers, len(found)) if found else []
    if readings:
        found = [f"{one} [agrees when read as {', '.join(readings)}]" for one in found]
    return found + compare_listing(answers, plan, window), readings


def ask(program: Program, number: str, listed: Answer) -> Answers:
    """The program's answers about one window."""
    this = ("--window", number)
    return Answers(
        program.run("affected", *this, "--duties"),
        program.run("affected", *this, "--appointments"),
        program.run("gaps", *this),
        listed,
    )


def examine(
    seed: int,
    folder: Path,
    window_style: str = "mixed",
    start_inside_only: bool = False,
    run_words: Callable[[Sequence[str]], Said] = as_process,
) -> Outcome:
    """Make, load, recompute and compare the hospital of one seed in an empty folder."""
    plan = plan_hospital(seed, window_style, start_inside_only)
    program = Program(folder, plan.now, run_words)
    found: list[str] = []
    readings: list[str] = []
    try:
        ids = load(program, plan)
        for cover in plan.covers:
            try:
                put_on_cover(program.run, ids[cover.window], cover)
            except CheckFailed as failure:
                found.append(str(failure))
                plan = replace(plan, covers=tuple(one for one in plan.covers if one != cover))
        listed = {str(row["window"]): row for row in program.run("window", "list")["windows"]}
        hospital = plan.known()
        for entered, window in zip(plan.windows, hospital.windows, strict=True):
            number = ids[entered.id]
            answers = ask(program, number, listed[number])
            new, other = check_window(hospital, entered, window, answers)
            about = f"window {number} ({entered.type}, {entered.policy}, {entered.state})"
            found += [f"{about}: {one}" for one in new]
            readings += other
    except CheckFailed as failure:
        found.append(str(failure))
    except (KeyError, TypeError, AttributeError, ValueError) as failure:
        found.append(f"an answer has not the shape of the page: {failure!r}")
    named = [f"seed {seed}, {window_style}: {one}" for one in found]
    return Outcome(len(plan.windows), named, readings)


def main(words: Sequence[str] | None = None) -> int:
    """Check some hospitals, one seed after another."""
    parser = argparse.ArgumentParser(prog="python -m tests.checks.outside")
    parser.add_argument("--hospitals", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--style", choices=STYLES, default="mixed")
    parser.add_argument("--start-inside-only", action="store_true")
    parser.add_argument("--keep", action="store_true", help="keep files, database and commands")
    asked = parser.parse_args(words)
    windows, disagreements, readings = 0, 0, Counter[str]()
    for seed in range(asked.seed, asked.seed + asked.hospitals):
        folder = Path(tempfile.mkdtemp(prefix=f"outside-{seed}-"))
        outcome = examine(seed, folder, asked.style, asked.start_inside_only)
        print(*outcome.disagreements, sep="\n", end="\n" if outcome.disagreements else "")
        print(f"seed {seed}: {outcome.windows} windows, {len(outcome.disagreements)} disagreements",
              f"in {folder}" if asked.keep else "", flush=True)  # fmt: skip
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)
        windows += outcome.windows
        disagreements += len(outcome.disagreements)
        readings.update(outcome.ambiguities)
    totals = {"hospitals": asked.hospitals, "windows": windows, "disagreements": disagreements}
    print(json.dumps({**totals, "ambiguities": sorted(readings)}))
    return 1 if disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
