"""People, duties, absences and declarations from the command line."""

from __future__ import annotations

from tests.commands.conftest import Run

PERSON = (
    "person", "add", "--staff", "X1", "--surname", "Lee", "--forename", "Ann", "--staff-group",
    "resident_doctor", "--grade", "ST5", "--competencies", "Airway; ALS",
)  # fmt: skip
DUTY = (
    "duty", "add", "--service", "ED", "--site", "Main", "--start", "2016-01-12 08:00", "--end",
    "2016-01-12 20:00", "--grade-min", "ST",
)  # fmt: skip
AWAY = (
    "--staff",
    "R1",
    "--start",
    "2016-01-12 00:00",
    "--end",
    "2016-01-13 00:00",
    "--kind",
    "sick",
)


def test_a_person_is_added_shown_corrected_and_retired(hospital: Run, program: Run) -> None:
    assert hospital(*PERSON).json["findings"][0]["rule"] == "place_missing"
    assert program(*PERSON).error == "id_exists"
    hospital("person", "correct", "--staff", "X1", "--site", "Main", "--department", "ED")
    shown = hospital("person", "show", "--staff", "X1", "--window", "1").json
    assert (shown["grade"], shown["site"], shown["by_hand"]) == ("ST", "Main", True)
    assert shown["competencies"] == ["airway", "als"]
    assert shown["declaration"] == "not_said"
    assert shown["declaration_deleted_utc"] == "2016-04-12T08:00:00+00:00"
    gone = hospital("person", "retire", "--staff", "R1", "--why", "left", "--preview").json
    assert gone == {
        "staff_id": "R1", "duties_held_by_nobody": 1, "cover_stood_down": 0, "saved": False,
    }  # fmt: skip
    assert hospital("person", "retire", "--staff", "R1", "--why", "left").json["saved"]
    assert program("person", "show", "--staff", "R1").error == "unknown_staff"
    hospital("undo")
    assert hospital("person", "show", "--staff", "R1", "--window", "1").json["duties"][0]["lost"]


def test_somebody_retired_is_brought_back(hospital: Run, program: Run) -> None:
    hospital(*PERSON)
    hospital("person", "retire", "--staff", "X1", "--why", "left")
    assert program(*PERSON).error == "id_retired"
    hospital(*PERSON, "--bring-back")


def test_a_duty_is_added_corrected_and_retired(hospital: Run, program: Run) -> None:
    added = hospital(*DUTY, "--staff", "R1").json
    assert (added["duty_id"], added["findings"][0]["rule"]) == ("H-1", "duty_overlaps")
    assert added["start_utc"] == "2016-01-12T08:00:00+00:00"
    moved = hospital("duty", "correct", "--duty", "H-1", "--staff", "", "--end", "2016-01-12 21:00")
    assert (moved.json["staff_id"], moved.json["end_utc"][11:16]) == (None, "21:00")
    hospital("duty", "retire", "--duty", "H-1", "--why", "twice")
    assert program("duty", "retire", "--duty", "H-1", "--why", "twice").error == "unknown_duty"
    assert program("duty", "add", "--service", "ED").error == "missing"


def test_an_absence_keeps_a_duty_from_being_lost(hospital: Run, program: Run) -> None:
    def lost() -> set[str]:
        said = hospital("affected", "--window", "1", "--duties").json["duties"]
        return {each["duty_id"] for each in said}

    assert "D1" in lost()
    assert hospital("absence", "add", *AWAY).json["findings"][0]["rule"] == "duty_on_leave"
    assert "D1" not in lost()
    hospital("absence", "remove", *AWAY, "--why", "there after all")
    assert "D1" in lost()
    assert program("absence", "remove", *AWAY, "--why", "again").error == "unknown_absence"


def test_declaring_answers_totals_and_never_the_person(hospital: Run, program: Run) -> None:
    said = hospital("declare", "--window", "1", "--staff", "R1", "--declaration", "working")
    assert said.json["totals"] == {"working": 1, "striking": 0, "undecided": 0, "not_said": 1}
    assert "R1" not in said.out
    assert program("declare", "--window", "1", "--staff", "Z", "--declaration", "working").code == 1
    assert program("declare", "--window", "1", "--staff", "R1", "--declaration", "maybe").code == 2


def test_declarations_are_purged_and_the_file_stays_sound(hospital: Run, program: Run) -> None:
    hospital("declare", "--window", "1", "--staff", "R1", "--declaration", "striking")
    nothing = {"declarations": 0, "windows": 0, "ticks": 0, "duties": 0}
    assert hospital("declarations", "purge").json == nothing
    early = program("declarations", "purge", "--before", "2016-02-01 08:00")
    assert early.error == "not_yet"
    hospital("declarations", "keep", "--days", "0")
    assert hospital("check").json["sound"]


def test_the_import_answers_with_differences(hospital: Run, files: object) -> None:
    from rota.domain.importing import ImportKind
    from tests.trust_files import STAFF, Files

    assert isinstance(files, Files)
    hospital("person", "correct", "--staff", "R1", "--grade", "CT")
    path = files.write(ImportKind.STAFF, STAFF[0], {**STAFF[1], "surname": "Oh"}, *STAFF[2:])
    said = hospital("import", "staff", path, "--dry-run").json
    assert said["differences"] == [
        {"key": "R1", "what": "kept", "field": "grade", "before": "CT", "after": "ST",
         "about": "O'Neill, Siobhán (CT)"},
        {"key": "R2", "what": "changed", "field": "surname", "before": "Ng", "after": "Oh",
         "about": "Ng, Siobhán (FY2)"},
    ]  # fmt: skip
    assert (said["kept"], said["differences_left_out"]) == (1, 0)
    taken = hospital("import", "staff", path, "--take-file").json
    assert (taken["kept"], taken["changed"]) == (0, 2)


def test_a_person_in_words(hospital: Run, in_words: Run, program: Run) -> None:
    hospital("absence", "add", *AWAY)
    hospital(
        "assign", "--window", "1", "--staff", "C1", "--service", "ED", "--start",
        "2016-01-12 18:00", "--end", "2016-01-12 19:00", "--override-why", "agreed",
    )  # fmt: skip
    said = in_words("person", "show", "--staff", "R1", "--window", "1").out
    assert "Away (sick): Tue 12 Jan 2016 00:00 to Wed 13 Jan 2016 00:00" in said
    covers = in_words("person", "show", "--staff", "C1", "--window", "1").out
    assert "Covers ED, Tue 12 Jan 2016 18:00 to Tue 12 Jan 2016 19:00" in covers
    assert program(*PERSON[:6]).error == "group_missing"
