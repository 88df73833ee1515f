"""A hospital of people with names found nowhere else, who have left traces wherever they can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import main
from rota.domain.codes import Answer, Decision, LetterFormat
from rota.domain.importing import ImportKind
from rota.domain.nhs_numbers import problem_of
from rota.services.batch_list import batches
from rota.services.batch_making import render
from rota.services.calls import record_call
from rota.services.deciding import decide
from rota.services.declarations import declare
from rota.services.handover import add_handover_note
from rota.services.hospital_details import save_trust_details
from rota.services.other_formats import make_format
from rota.services.patients import correct_patient
from rota.services.people import retire_person
from rota.services.ports import Storage, Typesetter
from rota.services.posting import mark_posted
from rota.services.sign_offs import comment
from tests.engines import Clock
from tests.small_hospital import DETAILS, NOW, PLACE, STAFF, WINDOW, bring_in

LATER = NOW + timedelta(days=200)
"""By then nothing is to come, and the records of the strike have gone."""

RULES = main.tools().rules


@dataclass(frozen=True)
class Somebody:
    """A made-up person. Every string is theirs alone."""

    ref: str
    forename: str
    surname: str
    maiden: str
    street: str
    nhs_number: str
    phone: str
    email: str

    @property
    def strings(self) -> tuple[str, ...]:
        nhs, phone = self.nhs_number, self.phone
        spaced = f"{nhs[:3]} {nhs[3:6]} {nhs[6:]}", phone.replace(" ", "")
        own = self.forename, self.surname, self.maiden, self.street, nhs, phone, self.email
        return tuple(each for each in (*own, *spaced, self.ref) if each.strip())


def people(number: int, seed: int = 9, kind: str = "PT") -> list[Somebody]:
    random = Random(seed)
    return [_somebody(random, f"{kind}{random.randrange(10**6, 10**7)}") for _ in range(number)]


def _somebody(random: Random, ref: str) -> Somebody:
    def word(start: str) -> str:
        return start + "".join(random.choices("abdeghiklmnoprstuvyz", k=9))

    nhs = ""
    while not nhs or problem_of(nhs):
        nhs = f"{random.randrange(4 * 10**9, 8 * 10**9)}"
    phone = f"07700 9{random.randrange(10**5):05d}"
    forename, surname, maiden, street = word("Fq"), word("Sq"), word("Mq"), word("Rq")
    return Somebody(ref, forename, surname, maiden, street, nhs, phone, f"{word('e')}@x.example")


def visit(number: int, who: Somebody, **more: str) -> dict[str, str]:
    return {
        "appointment_id": f"V{who.ref}-{number}",
        "patient_id": who.ref,
        "nhs_number": who.nhs_number,
        "title": "Ms",
        "forename": who.forename,
        "surname": who.maiden,
        "date_of_birth": "1970-02-03",
        "address_1": f"{number + 10} {who.street} Lane",
        "address_2": "London",
        "postcode": "SW17 0QT",
        "phone": who.phone,
        "email": who.email,
        "format": "standard",
        "clinician_staff_id": "S1",
        "start": f"2016-01-12 {9 + number % 8:02d}:{number % 60:02d}",
        "duration_minutes": "20",
        "kind": "follow_up",
        "mode": "face_to_face",
        "priority": "routine",
        **PLACE,
        **more,
    }


def live(
    storage: Storage,
    clock: Clock,
    folder: Path,
    patients: Sequence[Somebody],
    typesetter: Typesetter,
    audio: Somebody | None = None,
    staff: Sequence[Somebody] = (),
) -> None:
    """Have all that happens to people happen to these: booked, renamed, told, rung, noted."""
    tools = main.tools()
    clock.now = NOW
    bring_in(tools, storage, folder, ImportKind.WINDOWS, [WINDOW])
    rows = [{"department": "Surgery", "site": "St Anne", **row} for row in STAFF]
    rows += [
        {"staff_id": each.ref, "title": "Dr", "forename": each.forename, "surname": each.surname,
         "staff_group": "resident_doctor", "grade": "ST", "department": "Surgery",
         "site": "St Anne", "phone": each.phone, "email": each.email}
        for each in staff
    ]  # fmt: skip
    bring_in(tools, storage, folder, ImportKind.STAFF, rows)
    save_trust_details(storage, DETAILS)
    form = {audio.ref: {"format": LetterFormat.AUDIO.value}} if audio else {}
    visits = [visit(n, each, **form.get(each.ref, {})) for n, each in enumerate(patients)]
    bring_in(tools, storage, folder, ImportKind.APPOINTMENTS, visits)
    for number, each in enumerate(patients):
        own = visits[number]["appointment_id"]
        correct_patient(storage, own, {"surname": each.surname}, f"Ms {each.maiden} married")
        decide(storage, [own], Decision.POSTPONE, f"{each.forename} {each.surname} rang")
    render(storage, typesetter, RULES.letters, NOW)
    if audio is not None:
        formats = tools.braille
        make_format(storage, typesetter, formats, RULES.letters, NOW, LetterFormat.AUDIO)
    for row in batches(storage):
        mark_posted(storage, row.batch, NOW, RULES.letters, printed_elsewhere=True)
    for number, each in enumerate(patients):
        own = visits[number]["appointment_id"]
        note = f"Rang {each.surname} on {each.phone}"
        record_call(storage, RULES.letters, own, "try_again", "", note, NOW)
        said = f"Ms {each.surname} of {number + 10} {each.street} Lane is anxious, {each.phone}"
        add_handover_note(storage, 1, None, f"Ward round\n{said}; bring the notes", "Ann", NOW)
        comment(storage, 1, "Surgery", f"See NHS {each.nhs_number[:3]} {each.nhs_number[3:6]} "
                f"{each.nhs_number[6:]}", "Ann", NOW)  # fmt: skip
    for each in staff:
        declare(storage, 1, each.ref, Answer.STRIKING)
        add_handover_note(storage, 1, None, f"Ask {each.forename} {each.surname}", "Ann", NOW)
        retire_person(storage, each.ref, f"Dr {each.surname} moved away", NOW)


def at_rest(clock: Clock) -> datetime:
    """Move to when everything about the people is over."""
    clock.now = LATER
    return LATER
