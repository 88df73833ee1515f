"""One patient and the notes of extracts from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from rota.domain.importing import COLUMNS, ImportKind
from tests.commands.conftest import Run
from tests.trust_files import APPOINTMENTS, Files, rows_of

ADD = (
    "appointment", "add", "--patient", "P1", "--service", "ent", "--site", "main", "--start",
    "2016-01-12 14:00", "--minutes", "20", "--kind", "follow_up", "--clinician", "C1",
)  # fmt: skip
CORRECT = ("patient", "correct", "--appointment", "A1", "--why", "rang us")


def test_a_patient_is_shown_and_corrected(hospital: Run, program: Run, in_words: Run) -> None:
    done = hospital(*CORRECT, "--set", "address_1=9 Low Road", "--set", "postcode=sm1 1aa").json
    assert (done["address_1"], done["postcode"]) == ("9 Low Road", "SM1 1AA")
    shown = hospital("patient", "show", "--appointment", "A1").json
    assert shown == done
    assert {"address_1", "postcode"} <= set(shown["corrected"])
    assert shown["extract_says"]["address_1"] == "1 High Street"
    assert [each["appointment_id"] for each in shown["appointments"]] == ["A1"]
    said = in_words("patient", "show", "--appointment", "A1").out
    assert "9 Low Road (corrected here; the extract says: 1 High Street)" in said
    hospital("undo")
    assert hospital("patient", "show", "--appointment", "A1").json["corrected"] == []
    assert program("patient", "show", "--appointment", "A99").error == "unknown_appointment"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--set", "address=9 Low Road"), "unknown_column"),
        (("--set", "phone"), "unknown_column"),
        (("--set", "nhs_number=123"), "nhs_number_invalid"),
        (("--set", "deceased=perhaps"), "not_a_flag"),
    ],
)
@pytest.mark.one_engine
def test_bad_words_are_refused_in_a_sentence(
    hospital: Run, program: Run, words: tuple[str, ...], code: str
) -> None:
    assert program(*CORRECT, *words).error == code


def test_an_appointment_is_added_and_taken_away(hospital: Run, program: Run) -> None:
    assert hospital(*ADD).json == {"appointment_id": "H-1"}
    shown = hospital("patient", "show", "--appointment", "H-1").json
    assert shown["surname"] == "Begum"
    assert [(each["appointment_id"], each["by_hand"]) for each in shown["appointments"]] == [
        ("A1", False),
        ("H-1", True),
    ]
    found = hospital("affected", "--window", "1", "--appointments").json["appointments"]
    assert "H-1" not in {each["appointment_id"] for each in found}, "a consultant sees them"
    stranger = ("--set", "surname=Khan", "--set", "phone=020 7946 0000")
    words = ["P9" if each == "P1" else each for each in ADD]
    assert program(*words).error == "surname_missing"
    assert hospital(*words, *stranger, "--id", "X1").json == {"appointment_id": "X1"}
    assert program(*words, *stranger, "--id", "X1").error == "id_exists"
    retire = ("appointment", "retire", "--why", "twice", "--appointment")
    hospital(*retire, "X1")
    assert program(*retire, "A1").error == "not_by_hand"


def test_what_an_extract_changed_is_listed_and_settled(
    hospital: Run, program: Run, in_words: Run, tmp_path: Path
) -> None:
    assert "No extract changed anything" in in_words("extract", "notes").out
    hospital("decide", "--appointment", "A1", "--decision", "postpone", "--why", "no cover")
    rows = rows_of(ImportKind.APPOINTMENTS, {**APPOINTMENTS[0], "status": "cancelled"})
    extract = Files(tmp_path).write_cells((*COLUMNS[ImportKind.APPOINTMENTS], "status"), rows)
    outcome = hospital("import", "appointments", extract).json
    assert (outcome["cancelled"], outcome["noted"]) == (1, {"cancelled": 1})
    (note,) = hospital("extract", "notes").json["notes"]
    assert (note["appointment_id"], note["what"], note["settled"]) == ("A1", "cancelled", False)
    assert "Cancelled in the hospital's own system" in in_words("extract", "notes").out
    assert hospital("extract", "notes", "--settle", "A1").json["notes"] == []
    assert program("extract", "notes", "--settle", "A1").error == "no_notes"
    shown = hospital("patient", "show", "--appointment", "A1").json
    assert (shown["appointments"][0]["retired"], shown["notes"][0]["settled"]) == (True, True)


def test_the_queue_says_that_the_list_is_too_old(
    hospital: Run, in_words: Run, tmp_path: Path
) -> None:
    hospital("decide", "--appointment", "A1", "--decision", "postpone", "--why", "no cover")
    rows = rows_of(ImportKind.APPOINTMENTS, *APPOINTMENTS)
    dated = [{**each, "extract_time": "2016-01-06 06:00"} for each in rows]
    extract = Files(tmp_path).write_cells(
        (*COLUMNS[ImportKind.APPOINTMENTS], "extract_time"), dated
    )
    codes = {each["code"] for each in hospital("import", "appointments", extract).json["warnings"]}
    assert codes == {"stale_extract"}
    (letter,) = hospital("letters", "queue").json["letters"]
    assert (letter["state"], letter["held"]) == ("held", ["stale_extract"])
    said = in_words("letters", "queue")
    assert "The list of appointments is of Wed 6 Jan 2016 06:00, 51 hours old." in said.err
