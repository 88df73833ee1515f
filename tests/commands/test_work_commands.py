"""``affected``, ``decide``, ``letters``, ``undo``, ``demo``, ``backup``, ``restore``, ``check``."""

from __future__ import annotations

import json
import sqlite3
import stat
from pathlib import Path

import pytest

from rota.domain.importing import ImportKind
from tests.commands.conftest import Run, run_words
from tests.engines import dump
from tests.trust_files import Files

DUTY = {
    "duty_id", "staff_id", "service", "department", "site", "start", "end", "start_utc", "end_utc",
    "lost_minutes", "reason",
}  # fmt: skip
VISIT = {
    "appointment_id", "service", "start", "start_utc", "reasons", "decision", "letter_needed",
}  # fmt: skip
LETTER = {"appointment_id", "kind", "state", "channel", "last_safe_posting", "held"}


def test_affected_has_the_shape_that_scripts_read(hospital: Run) -> None:
    both = hospital("affected", "--window", "1").json
    assert both.keys() == {"window", "revision", "duties", "appointments"}
    duties = hospital("affected", "--window", "1", "--duties").json
    visits = hospital("affected", "--window", "1", "--appointments").json
    assert duties.keys() == {"window", "revision", "duties"}
    assert visits.keys() == {"window", "revision", "appointments"}
    assert (both["duties"], both["appointments"]) == (duties["duties"], visits["appointments"])
    assert all(each.keys() >= DUTY for each in duties["duties"])
    assert all(each.keys() >= VISIT for each in visits["appointments"])
    night = duties["duties"][1]
    assert (night["duty_id"], night["lost_minutes"]) == ("D2", 750)  # to its own end, 08:30
    assert [(each["appointment_id"], each["reasons"]) for each in visits["appointments"]] == [
        ("A1", ["clinician_absent", "nobody_of_grade"]),
        ("A2", ["clinician_absent", "nobody_of_grade"]),
    ]


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("new_start", "rules"),
    [
        ("2016-02-20 09:00", []),
        ("2016-02-21 09:00", ["sunday"]),
        ("2016-03-25 06:45", ["bank_holiday", "odd_hours"]),
        ("2016-02-22 21:15", ["odd_hours"]),
        ("2016-01-09 10:00", ["too_soon_for_post"]),
    ],
)
def test_what_speaks_against_a_new_time_is_said_and_does_not_forbid_it(
    hospital: Run, new_start: str, rules: list[str]
) -> None:
    said = hospital(
        "decide", "--appointment", "A1", "--decision", "rebook", "--why", "x",
        "--new-start", new_start,
    )  # fmt: skip
    assert said.json["new_start"].startswith(new_start[:10])
    assert [each["rule"] for each in said.json["findings"]] == rules


@pytest.mark.one_engine
@pytest.mark.parametrize("move", ["suspend", "call-off"])
def test_a_window_that_is_off_affects_nothing(hospital: Run, move: str) -> None:
    hospital("window", move, "1", "--why", "talks")
    answer = hospital("affected", "--window", "1").json
    assert (answer["duties"], answer["appointments"]) == ([], [])


def test_nothing_is_decided_until_somebody_decides(hospital: Run) -> None:
    before = hospital("affected", "--window", "1", "--appointments").json["appointments"]
    assert [(each["decision"], each["letter_needed"]) for each in before] == [(None, False)] * 2
    said = hospital("decide", "--appointment", "A1", "--decision", "postpone", "--why", "no cover")
    assert said.json["appointments"] == ["A1"]
    assert (said.json["decision"], said.json["new_start"]) == ("postpone", None)
    after = hospital("affected", "--window", "1", "--appointments").json["appointments"]
    assert [(each["decision"], each["letter_needed"]) for each in after] == [
        ("postpone", True), (None, False)]  # fmt: skip


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--appointment", "A9", "--decision", "keep", "--why", "x"), "unknown_appointment"),
        (("--appointment", "A1,A9", "--decision", "keep", "--why", "x"), "unknown_appointment"),
        (("--appointment", ",", "--decision", "keep", "--why", "x"), "nothing_chosen"),
        (("--appointment", "A1", "--decision", "keep", "--why", " "), "why_missing"),
        (("--appointment", "A1", "--decision", "rebook", "--why", "x"), "new_start_missing"),
        (("--appointment", "A1", "--decision", "keep", "--why", "x",
          "--new-start", "2016-02-20 09:00"), "new_start_unwanted"),
        (("--appointment", "A1,A2", "--decision", "rebook", "--why", "x",
          "--new-start", "2016-02-20 09:00"), "one_slot_each"),
        (("--appointment", "A1", "--decision", "rebook", "--why", "x",
          "--new-start", "2016-01-12 10:20"), "same_time"),
        (("--appointment", "A1", "--decision", "rebook", "--why", "x",
          "--new-start", "2016-01-12 22:00"), "inside_a_strike"),
        (("--appointment", "A1", "--decision", "rebook", "--why", "x",
          "--new-start", "2016-01-12 07:50"), "inside_a_strike"),
        (("--appointment", "A1", "--decision", "rebook", "--why", "x",
          "--new-start", "2016-01-08 08:30"), "new_date_past"),
    ],
)  # fmt: skip
def test_a_decision_that_makes_no_sense_is_refused(
    hospital: Run, program: Run, address: str, words: tuple[str, ...], code: str
) -> None:
    before = dump(address)
    assert program("decide", *words).error == code
    assert dump(address) == before


def test_letters_go_from_decided_to_posted(hospital: Run, program: Run, tmp_path: Path) -> None:
    assert hospital("letters", "queue").json == {"letters": []}
    hospital("decide", "--appointment", "A1,A2", "--decision", "postpone", "--why", "no cover")
    queue = hospital("letters", "queue").json["letters"]
    assert all(each.keys() >= LETTER for each in queue)
    assert [(each["appointment_id"], each["kind"], each["state"]) for each in queue] == [
        ("A1", "postponed", "ready"), ("A2", "postponed", "ready")]  # fmt: skip
    assert queue[0]["last_safe_posting"]["first"] == "2016-01-08T17:30:00+00:00"
    assert queue[0]["last_safe_posting"]["second"] == "2016-01-07T17:30:00+00:00"
    assert queue[0]["channel"] == "first"
    made = hospital("letters", "render", "--out", tmp_path / "letters").json
    assert (made["batch"], made["letters"], made["exceptions"]) == (1, 2, [])
    (path,) = map(Path, made["files"])
    pdf = path.read_bytes()
    assert pdf.startswith(b"%PDF")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each["state"] for each in hospital("letters", "queue").json["letters"]] == [
        "in_batch", "in_batch"]  # fmt: skip
    assert hospital("letters", "render", "--out", tmp_path / "letters").json["batch"] is None
    path.unlink()
    again = hospital("letters", "render", "--out", tmp_path / "letters", "--batch", "1").json
    assert Path(again["files"][0]).read_bytes() == pdf
    posted = hospital("letters", "posted", "--batch", "1").json
    assert (posted["batch"], posted["posted"]) == (1, 2)
    again = hospital("letters", "posted", "--batch", "1").json
    assert (again["batch"], again["posted"]) == (1, 0)
    assert hospital("letters", "queue").json == {"letters": []}
    visits = hospital("affected", "--window", "1", "--appointments").json["appointments"]
    assert {each["letter_needed"] for each in visits} == {False}
    assert program("letters", "posted", "--batch", "7").error == "unknown_batch"
    assert program("letters", "render", "--out", tmp_path, "--batch", "7").error == "unknown_batch"


@pytest.mark.one_engine
def test_a_folder_that_cannot_be_made_refuses_before_any_letter_is_made(
    hospital: Run, program: Run, tmp_path: Path, address: str
) -> None:
    hospital("decide", "--appointment", "A1", "--decision", "postpone", "--why", "no cover")
    (tmp_path / "file").write_text("")
    before = dump(address)
    assert program("letters", "render", "--out", tmp_path / "file" / "x").error == "no_folder"
    assert dump(address) == before


def test_undo_and_redo_walk_through_the_work(hospital: Run, program: Run, address: str) -> None:
    before = dump(address, journal=False)
    hospital("decide", "--appointment", "A1", "--decision", "postpone", "--why", "no cover")
    after = dump(address, journal=False)
    undone = hospital("undo").json
    assert undone.keys() == {"undid", "entry"}
    assert dump(address, journal=False) == before
    assert hospital("redo").json["redid"] == undone["entry"]
    assert dump(address, journal=False) == after
    assert program("redo").error == "nothing_to_redo"
    for _ in range(6):
        hospital("undo")
    assert all(rows == [] for rows in dump(address, journal=False).values())
    assert program("undo").error == "nothing_to_undo"
    assert hospital("check").json["sound"] is True


def test_check_counts_entries_and_names_the_first_bad_one(
    done: Run, program: Run, address: str, request: pytest.FixtureRequest
) -> None:
    assert done("check").json == {
        "sound": True, "faults": [], "first_bad_entry": None, "reason": "", "entries": 0,
        "anchors": 0, "words": [],
    }  # fmt: skip
    if "://" in address:
        return
    done("window", "add", "--dispute", "D", "--union", "U", "--groups", "nurse", "--start",
         "2016-01-12", "--type", "full_walkout")  # fmt: skip
    with sqlite3.connect(address) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            connection.execute("UPDATE journal_entry SET who = 'somebody else'")
        connection.execute("DROP TRIGGER journal_entry_not_changed")
        connection.execute("UPDATE journal_entry SET who = 'somebody else'")
    connection.close()
    said = program("check")
    assert said.code == 1
    assert said.json["first_bad_entry"] == 1
    assert "window add): the entry was changed" in said.json["words"][0]
    assert "journal_entry_not_changed" in said.json["faults"][0]


def test_check_takes_what_a_report_says_of_the_journal(
    hospital: Run, program: Run, tmp_path: Path
) -> None:
    out = tmp_path / "sitrep.json"
    hospital("report", "sitrep", "--window", "1", "--out", str(out))
    printed = json.loads(out.read_text())["journal"]
    assert hospital("check", "--anchor", printed).json["sound"] is True
    number, _, digest = printed.partition(" · ")
    later = f"{int(number) + 1} {digest}"
    cut = program("check", "--anchor", later)
    assert (cut.code, cut.json["first_bad_entry"]) == (1, int(number) + 1)
    assert "but once had" in cut.json["reason"]
    other = program("check", "--anchor", f"{number} 0000-0000")
    assert (other.code, other.json["first_bad_entry"]) == (1, int(number))
    assert program("check", "--anchor", "AB12").error == "bad_anchor"


def test_words_for_people_come_without_json(hospital: Run, in_words: Run) -> None:
    hospital("decide", "--appointment", "A1", "--decision", "postpone", "--why", "no cover")
    for words, expected in (
        ("window list", "BMA, emergency care only"), ("window show 1", "State: confirmed"),
        ("affected --window 1", "2 duties are lost"), ("gaps --window 1", "ST or above"),
        ("letters queue", "1 ready"), ("check", "All is well"), ("undo", "Undid: Decided 1"),
    ):  # fmt: skip
        said = in_words(*words.split())
        assert said.code == 0
        assert expected in said.out
        assert not said.out.startswith("{")


def test_demo_makes_a_hospital_that_opens_at_its_own_present(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "demo.db"
    words = ("demo", "--out", str(path), "--staff", "60", "--appointments", "40", "--json")
    said = run_words(capsys, *words)
    assert said.code == 0, said
    assert said.json == {"database": str(path)}
    assert run_words(capsys, *words).error == "file_exists"
    this = ("--database", str(path), "--json")
    windows = run_words(capsys, "window", "list", *this).json["windows"]
    assert "confirmed" in {each["state"] for each in windows}
    assert run_words(capsys, "letters", "queue", *this).json["letters"]
    run_words(capsys, "window", "add", "--dispute", "D", "--union", "U", "--groups", "nurse",
              "--start", "2016-03-01", "--type", "full_walkout", *this)  # fmt: skip
    last = run_words(capsys, "window", "list", *this).json["windows"][-1]["window"]
    shown = run_words(capsys, "window", "show", str(last), *this).json
    assert shown["revisions"][0]["made_at"] == "2016-01-08T09:00:00+00:00"
    assert run_words(capsys, "check", *this).code == 0
    for bad in (("--staff", "0"), ("--appointments", "-1")):
        out = ("demo", "--out", str(tmp_path / "other.db"), "--json")
        assert run_words(capsys, *out, *bad).error == "too_small"


class TestBackup:
    """A copy is whole, checked and put back; a server's database is another tool's business."""

    def test_a_backup_put_back_is_the_very_same_hospital(
        self, hospital: Run, program: Run, address: str, tmp_path: Path
    ) -> None:
        out = tmp_path / "backups" / "copy.db"
        if "://" in address:
            assert program("backup", "--out", out).error == "not_a_file"
            return
        before = dump(address)
        assert hospital("backup", "--out", out).json == {"backup": str(out)}
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        assert dump(str(out)) == before
        assert program("backup", "--out", out).error == "file_exists"
        hospital("window", "call-off", "1", "--why", "talks")
        restored = hospital("restore", out).json
        assert dump(address) == before
        assert Path(restored["set_aside"]).is_file()
        assert hospital("check").json["sound"]

    def test_what_is_no_backup_is_refused(
        self, hospital: Run, program: Run, address: str, tmp_path: Path
    ) -> None:
        text = tmp_path / "text.db"
        text.write_text("duty_id\n")
        before = dump(address)
        assert program("restore", text).code == 1
        assert program("restore", tmp_path / "none.db").code == 1
        assert dump(address) == before


def test_an_import_in_words_lists_problems_by_row(
    in_words: Run, files: Files, address: str
) -> None:
    path = files.write(
        ImportKind.STAFF, *({"staff_id": f"S{n}", "grade": "ST99"} for n in range(30))
    )
    said = in_words("import", "staff", path)
    assert said.code == 1
    assert "Row 2, grade" in said.err
    assert "and 10 more" in said.err
    assert "Nothing was saved" in said.out
