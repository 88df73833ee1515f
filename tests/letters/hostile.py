"""Letters to patients with hostile names and addresses: each read back right, or told why not.

``python -m tests.letters.hostile --letters 10000`` prints what became of them; status 1 when any is
wrong, missing or double. The pages are judged by this file's own reading, not by the program's.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pypdfium2 as pdfium

from rota.domain.appointments import Appointment, Patient
from rota.domain.codes import AppointmentKind, LetterFormat, LetterKind, Mode, Priority
from rota.domain.letter_content import Labels, LetterContent
from rota.domain.suppression import HOLDS, patient_holds
from rota.domain.trust import TrustDetails
from rota.domain.visit_told import VisitTold
from rota.letters.faults import SENTENCES
from rota.letters.typesetter import TypstTypesetter
from rota.tables.envelopes import C5
from tests.domain.writing import write
from tests.letters.samples import BLNS, HOSTILE, as_part

NAMES = BLNS.parents[1] / "names_encodings" / "names.json"
TRUST = TrustDetails("Northbridge Hospitals", "", "01632 960001", "8am to 6pm", "", "PO Box 100")
# Every sixth letter has a part in another language, the hostile name in its salutation.
LANGUAGES = ("ur", "pl", "bn", "ar", "cy")
LABELS = Labels(date="تاریخ", page="Strona", of="z")
WRITTEN, STRIKE = datetime(2016, 1, 4, 9, tzinfo=UTC), datetime(2016, 1, 12, 10, tzinfo=UTC)
# The window of the C5 envelope at the farthest the sheet may slide, worked with a ruler: mm.
WINDOW = (1.0, 53.5, 110.0, 102.0)
POINTS_PER_MM = 72 / 25.4
REFERENCE = re.compile(r"SR-\d{6}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the letters: printed, left out by reason, and what is wrong with them."""

    printed: int
    left_out: Counter[str]
    wrong: tuple[str, ...] = field(default=())


def hostile_strings() -> list[str]:
    """Our own list, then the awkward names and the well-known naughty strings where present."""
    found = [*HOSTILE]
    if NAMES.exists():
        entries = json.loads(NAMES.read_text(encoding="utf-8"))
        found += [f"{each['first']} {each['last']}" for each in entries]
    if BLNS.exists():
        found += json.loads(BLNS.read_text(encoding="utf-8"))
    return found


def hostile_patients(count: int) -> Iterator[Patient]:
    """Patients whose name, first line or town is hostile in turn, and later two of them at once."""
    strings = hostile_strings()
    for number in range(count):
        text, other = strings[number % len(strings)], strings[(7 * number + 3) % len(strings)]
        parts = ["Ordinary", f"{number} Long Acre", "NORTHBRIDGE"]
        turn = number // len(strings) % 6
        parts[turn % 3] = text
        if turn >= 3:
            parts[(turn + 1) % 3] = other
        yield Patient(
            f"P{number}", "", "", "", parts[0], None, (parts[1], parts[2]), "SW17 0QT", "", "", "",
            LetterFormat.LARGE_PRINT if number % 11 == 5 else LetterFormat.STANDARD, False, False,
        )  # fmt: skip


def try_letters(count: int) -> Outcome:
    """Write, typeset and read back so many letters; say what is wrong with any of them."""
    left_out: Counter[str] = Counter()
    wrong: list[str] = []
    patients: dict[str, Patient] = {}
    for number, patient in enumerate(hostile_patients(count)):
        holds = patient_holds(patient)
        if holds:
            left_out[f"held: {holds[0]}"] += 1
            wrong += [f"no reason is given for {code}" for code in holds if code not in HOLDS]
        else:
            patients[f"SR-{number:06d}"] = patient
    batch = TypstTypesetter(C5).typeset(
        [_letter(reference, patient) for reference, patient in patients.items()]
    )
    for each in batch.exceptions:
        left_out[each.code] += 1
        wrong += _unfounded(each.code, each.text, patients[each.reference])
    answered = Counter(each.reference for each in (*batch.letters, *batch.exceptions))
    wrong += [f"{reference} is missing" for reference in patients if reference not in answered]
    wrong += [f"{reference} is double" for reference, times in answered.items() if times > 1]
    places = {each.reference: range(each.first_page, each.first_page + each.pages)
              for each in batch.letters}  # fmt: skip
    wrong += _misread(batch.pdf, patients, places)
    return Outcome(len(batch.letters), left_out, tuple(wrong))


def _letter(reference: str, patient: Patient) -> LetterContent:
    visit = Appointment(
        reference, patient, 1, "C1", "S1", (), STRIKE, 20, AppointmentKind.FOLLOW_UP,
        Mode.FACE_TO_FACE, Priority.ROUTINE, None, None, 0, False,
    )  # fmt: skip
    told = [VisitTold(visit, "Chest clinic", "Main")]
    letter = write(LetterKind.POSTPONED, reference, patient, told, TRUST, WRITTEN)
    number = int(reference[3:])
    if number % 6 != 2:
        return letter
    other = as_part(replace(letter, language=LANGUAGES[number // 6 % len(LANGUAGES)]), LABELS)
    return replace(letter, translation=other)


def _unfounded(code: str, text: str, patient: Patient) -> list[str]:
    """Say so when a letter was left out for no good reason."""
    said = "".join((patient.surname, *patient.address))
    named = [chr(int(each, 16)) for each in re.findall(r"U\+([0-9A-F]{4,6})", text)]
    match code:
        case "bad_character" | "missing_glyph":
            founded = bool(named) and all(each in said or not said.isascii() for each in named)
        case "address_too_wide":
            founded = max(len(line) for line in (patient.surname, *patient.address)) > 25
        case "read_back":  # marks piled on letters, which no reading can tell apart again
            founded = any(unicodedata.combining(each) for each in said)
        case _:
            founded = False
    known = code in SENTENCES
    return [] if founded and known else [f"{patient.patient_id} left out unfoundedly: {code}"]


def _misread(pdf: bytes, patients: dict[str, Patient], places: dict[str, range]) -> Iterator[str]:
    owner = {page: reference for reference, pages in places.items() for page in pages}
    document = pdfium.PdfDocument(pdf)
    for number, page in enumerate(document, start=1):
        text = page.get_textpage()
        found = set(REFERENCE.findall(text.get_text_range()))
        mine = owner.get(number)
        if found != ({mine} if mine else set()):
            yield f"page {number} carries {sorted(found)}, not {mine}"
        if mine is not None and number == places[mine][0]:
            left, top, right, bottom = (each * POINTS_PER_MM for each in WINDOW)
            height = page.get_height()
            seen = text.get_text_bounded(left, height - bottom, right, height - top)
            if not _same(seen, _address(patients[mine])):
                yield f"{mine}: the window of page {number} is not the record's address"
        text.close()
        page.close()
    document.close()


def _address(patient: Patient) -> Sequence[str]:
    lines = (patient.surname, *patient.address, patient.postcode)
    return [line for line in map(_bare, lines) if line.strip(",")]


def _same(seen: str, lines: Sequence[str]) -> bool:
    """Compare letter for letter; where text runs right to left, in any order."""
    one, other = _bare(seen), "".join(line.rstrip(",") for line in lines)
    if any(unicodedata.bidirectional(each) in ("R", "AL") for each in other):
        return Counter(one) == Counter(other)
    return one == other


def _bare(text: str) -> str:
    """Without spaces and unseen marks; a hyphen at a line's end is one of pdfium's own signs."""
    plain = unicodedata.normalize("NFKC", text.replace("\x02", "-").replace("\ufffe", "-"))
    return "".join(
        each for each in plain if not each.isspace() and unicodedata.category(each) not in _UNSEEN
    )


_UNSEEN = frozenset({"Cc", "Cf"})


def main() -> int:
    """Try the letters and say what became of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.letters.hostile")
    parser.add_argument("--letters", type=int, default=10_000)
    asked = parser.parse_args()
    done = try_letters(asked.letters)
    left = ", ".join(f"{number} {code}" for code, number in done.left_out.most_common())
    print(f"{asked.letters} letters: {done.printed} read back right; left out: {left or 'none'}.")
    for each in done.wrong:
        print(f"WRONG: {each}")
    return 1 if done.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
