"""People are deleted for good on request, told what is kept, and kept while a hold is on."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import update

import main
from rota.domain.codes import Decision
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.permissions import Role
from rota.domain.retention import About, Kept
from rota.domain.traces import Finder, Traces
from rota.domain.users import RoleGiven, User
from rota.services.backups import back_up_now, confirm_restored
from rota.services.batch_list import batches
from rota.services.batch_making import render
from rota.services.deciding import decide
from rota.services.history import check, history, undo
from rota.services.retention import (
    hold,
    lift,
    retention_view,
    run_due,
    set_period,
)
from rota.services.rights import Who, erase_person, preview_erasure
from rota.services.subject_access import LEFT_OUT, archive, as_document, kept_about
from rota.storage import erasing
from rota.storage.database import Database
from rota.storage.engine import open_engine
from rota.storage.schema import journal_entry, metadata
from tests.engines import Clock, dump
from tests.reliability.letters import PaperTypesetter
from tests.rights_hospital import RULES, Somebody, at_rest, live, people, visit
from tests.small_hospital import NOW, bring_in

BOOK = RULES.retention
DAY = timedelta(days=1)


@pytest.fixture
def everybody() -> list[Somebody]:
    return people(3)


@pytest.fixture
def left() -> Somebody:
    return people(1, 4, "ST")[0]


@pytest.fixture
def hospital(
    database: Database, clock: Clock, tmp_path: Path, everybody: list[Somebody], left: Somebody
) -> Database:
    typesetter = PaperTypesetter()
    live(database, clock, tmp_path, everybody, typesetter, None, [left])  # type: ignore[arg-type]
    return database


def paper_cut(pdf: bytes, spans: object) -> bytes:
    return PaperTypesetter().cut(pdf, spans)  # type: ignore[arg-type]


def held_of(who: Somebody, address: str) -> set[str]:
    said = repr(dump(address))
    return {text for text in who.strings if text in said}


def due(storage: Database, now: object) -> dict[str, tuple[int, int]]:
    view = retention_view(storage, BOOK, now)  # type: ignore[arg-type]
    return {each.kind.value: (each.number, each.held) for each in view.due}


def test_nothing_of_a_patient_is_left_and_all_of_the_others(
    hospital: Database, address: str, clock: Clock, everybody: list[Somebody]
) -> None:
    gone, *stay = everybody
    before = {each.ref: held_of(each, address) for each in stay}
    assert len(held_of(gone, address)) > 6
    seen = preview_erasure(hospital, Who.PATIENT, gone.ref, at_rest(clock))
    assert (seen.objections, len(held_of(gone, address)) > 6) == ((), True)
    erased, changes = erase_person(hospital, Who.PATIENT, gone.ref, paper_cut, clock.now)
    assert held_of(gone, address) == set()
    assert {each.ref: held_of(each, address) for each in stay} == before
    assert (erased.rows, erased.texts) == (seen.erased.rows, seen.erased.texts)
    assert erased.rows["appointment"] == erased.rows["letter"] == erased.pages == 1
    assert gone.ref not in changes.text
    assert check(hospital).sound
    (row,) = batches(hospital)
    assert row.letters == 2
    with hospital.read() as work:
        note = work.day.notes(1)[0].text
        assert note == "Ward round\n[deleted] of [deleted] is anxious, [deleted]; bring the notes"
        assert work.letters.last_reference() == 3
    for _ in range(3):
        undo(hospital)
    assert held_of(gone, address) == set()
    assert check(hospital).sound


def test_a_patient_who_is_still_to_be_seen_or_written_to_is_kept_but_for_a_reason(
    hospital: Database, address: str, everybody: list[Somebody], tmp_path: Path, clock: Clock
) -> None:
    other = people(1, 77)[0]
    bring_in(main.tools(), hospital, tmp_path, ImportKind.APPOINTMENTS, [visit(1, other)])
    decide(hospital, [f"V{other.ref}-1"], Decision.POSTPONE, "no doctor")
    render(hospital, PaperTypesetter(), RULES.letters, NOW)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=r"1 appointment is still to come\. 1 letter is made"):
        erase_person(hospital, Who.PATIENT, other.ref, paper_cut, NOW)
    with pytest.raises(Refused, match="leave out who it is"):
        erase_person(hospital, Who.PATIENT, other.ref, paper_cut, NOW, f"Ms {other.maiden} asked")
    assert held_of(other, address)
    erase_person(hospital, Who.PATIENT, other.ref, paper_cut, NOW, "moved abroad, asked in writing")
    assert held_of(other, address) == set()
    assert history(hospital, 1)[0].why == "moved abroad, asked in writing"
    assert [each.letters for each in batches(hospital)] == [3]
    with pytest.raises(Refused, match="Nothing is kept"):
        erase_person(hospital, Who.PATIENT, other.ref, paper_cut, NOW)


def test_a_member_of_staff_goes_once_their_strikes_are_settled(
    hospital: Database, address: str, left: Somebody, clock: Clock
) -> None:
    with pytest.raises(Refused, match="still needed"):
        erase_person(hospital, Who.STAFF, left.ref, paper_cut, NOW)
    with pytest.raises(Refused, match="on the list"):
        erase_person(hospital, Who.STAFF, "S1", paper_cut, NOW)
    now = at_rest(clock)
    erase_person(hospital, Who.STAFF, left.ref, paper_cut, now)
    assert held_of(left, address) == set()
    assert check(hospital).sound


def test_a_hold_keeps_people_and_strikes_until_it_is_lifted(
    hospital: Database, left: Somebody, everybody: list[Somebody], clock: Clock
) -> None:
    now = at_rest(clock)
    assert due(hospital, now)["strike_records"] == (1, 0)
    hold(hospital, About.STAFF, left.ref, "employment tribunal")
    assert due(hospital, now)["strike_records"] == (0, 1)
    with pytest.raises(Refused, match="A hold keeps"):
        erase_person(hospital, Who.STAFF, left.ref, paper_cut, now, "all the same")
    assert run_due(hospital, BOOK, RULES.ladder, paper_cut, now).strikes.windows == 0
    lift(hospital, 1, "settled")
    with pytest.raises(Refused):
        lift(hospital, 1, "settled")
    hold(hospital, About.WINDOW, "1", "inquiry")
    with pytest.raises(Refused, match="A hold keeps"):
        erase_person(hospital, Who.PATIENT, everybody[0].ref, paper_cut, now)
    lift(hospital, 2, "over")
    assert run_due(hospital, BOOK, RULES.ladder, paper_cut, now).strikes.declarations == 1
    for about, ref in ((About.PATIENT, "nobody"), (About.WINDOW, "9"), (About.STAFF, "nobody")):
        with pytest.raises(Refused):
            hold(hospital, about, ref, "why")


def test_what_is_due_goes_to_the_day_and_is_said_before(
    hospital: Database, address: str, everybody: list[Somebody], left: Somebody, clock: Clock
) -> None:
    set_period(hospital, BOOK, Kept.PATIENTS, 300, "the IG lead decided")
    set_period(hospital, BOOK, Kept.STAFF, 400, "the IG lead decided")
    with pytest.raises(Refused, match="why"):
        set_period(hospital, BOOK, Kept.PATIENTS, 300, " ")
    with pytest.raises(Refused, match="30"):
        set_period(hospital, BOOK, Kept.PATIENTS, 3, "too short")
    seen = NOW.replace(day=12, hour=9, minute=20)
    clock.now = seen + 300 * DAY
    assert due(hospital, clock.now)["patients"] == (0, 0)
    clock.pass_(hours=3)
    assert due(hospital, clock.now)["patients"] == (3, 0)
    hold(hospital, About.PATIENT, everybody[2].ref, "complaint")
    assert due(hospital, clock.now)["patients"] == (2, 1)
    done = run_due(hospital, BOOK, RULES.ladder, paper_cut, clock.now)
    assert done.gone == {Kept.PATIENTS: 2}
    assert [bool(held_of(each, address)) for each in everybody] == [False, False, True]
    assert held_of(left, address)
    clock.now = NOW + 401 * DAY
    assert run_due(hospital, BOOK, RULES.ladder, paper_cut, clock.now).gone == {Kept.STAFF: 1}
    assert held_of(left, address) == set()
    assert check(hospital).sound


def test_old_values_of_the_history_go_and_the_chain_holds(
    hospital: Database, address: str, clock: Clock
) -> None:
    clock.now = NOW + 2923 * DAY
    with hospital.read() as work:
        number = work.records.old_values(NOW + DAY)
    assert due(hospital, clock.now)["journal_values"] == (number, 0)
    assert run_due(hospital, BOOK, RULES.ladder, paper_cut, clock.now).gone[Kept.JOURNAL_VALUES]
    with hospital.read() as work:
        assert work.records.old_values(NOW + DAY) == 0
    assert check(hospital).sound


def test_words_blanked_by_anybody_else_are_found(
    hospital: Database, address: str, everybody: list[Somebody], clock: Clock
) -> None:
    """What the erasing action does not note, the check does not accept."""
    erase_person(hospital, Who.PATIENT, everybody[0].ref, paper_cut, at_rest(clock))
    assert check(hospital).sound
    engine = open_engine(address)
    with engine.begin() as raw:
        blank = update(journal_entry).where(journal_entry.c.id == 1)
        raw.execute(blank.values(text="", why="", salt=""))
    engine.dispose()
    assert check(hospital).bad_entry == 1


def test_everything_kept_of_a_patient_is_told_in_words_with_their_letters(
    database: Database, tmp_path: Path, clock: Clock, everybody: list[Somebody]
) -> None:
    tools = main.tools()
    live(database, clock, tmp_path, everybody[:2], tools.typesetter())
    who, other = everybody[:2]
    found, changes = kept_about(database, Who.PATIENT, who.ref)
    assert who.surname not in changes.text
    made = archive(found, BOOK.words, tools.papers, tools.typesetter(), NOW)
    with zipfile.ZipFile(io.BytesIO(made)) as files:
        said = json.loads(files.read("about.json"))
        pages = {name: files.read(name) for name in files.namelist() if name.endswith(".pdf")}
    (letter,) = said["letters"]
    assert {"appointment", "decision", "phone_call", "letter"} <= {
        each["table"] for each in said["records"]
    }
    texts = {name: words_in(pdf) for name, pdf in pages.items()}
    for text in (texts["about.pdf"], json.dumps(said, ensure_ascii=False)):
        assert all(each in text for each in (who.surname, who.nhs_number, who.street, who.phone))
        assert not any(each in text for each in other.strings)
        assert "tester" not in text
    assert who.surname in texts[f"{letter}.pdf"]
    assert {each["action"] for each in said["history"]} >= {"import appointments", "decide"}


def words_in(pdf: bytes) -> str:
    document = PdfDocument(pdf)
    found = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return found.replace("\r\n", " ").replace("\n", " ")


def test_a_member_of_staff_is_told_of_themselves_and_of_no_patient(
    hospital: Database, left: Somebody, everybody: list[Somebody]
) -> None:
    found, _ = kept_about(hospital, Who.STAFF, left.ref)
    said = json.dumps(as_document(found, BOOK.words, NOW), ensure_ascii=False)
    assert left.phone in said
    assert "striking" in said
    assert not any(text in said for each in everybody for text in each.strings)
    hospital.user = User("a", "A", frozenset({RoleGiven(Role.ADMINISTRATOR)}))
    found, changes = kept_about(hospital, Who.STAFF, left.ref)
    said = json.dumps(as_document(found, BOOK.words, NOW), ensure_ascii=False)
    assert left.phone in said
    assert "striking" not in said
    assert "declaration" not in said
    assert LEFT_OUT in said
    assert changes.text.endswith("What they said about strikes was left out.")


@pytest.mark.one_engine
def test_only_an_administrator_may(address: str, clock: Clock, hospital: Database) -> None:
    manager = User("m", "Manager", frozenset({RoleGiven(Role.ROTA_MANAGER)}))
    storage = Database(address, clock, manager)
    with pytest.raises(Refused):
        kept_about(storage, Who.STAFF, "S1")
    with pytest.raises(Refused):
        preview_erasure(storage, Who.STAFF, "S1", NOW)
    with pytest.raises(Refused):
        hold(storage, About.EVERYTHING, "", "why")
    storage.close()


def test_every_column_about_people_is_explained_or_left_out_on_purpose() -> None:
    for name, said in BOOK.words.items():
        columns = {column.name for column in metadata.tables[name].columns}
        assert set(said.columns) | said.left_out == columns, name
        assert not set(said.columns) & said.left_out, name
        assert said.staff <= set(said.columns), name
    assert set(Kept) == {each.kind for each in BOOK.periods}


def test_texts_that_people_type_are_all_looked_through() -> None:
    typed = {
        f"{table.name}.{column.name}"
        for table, columns in erasing.typed_columns().items()
        for column in columns
    }
    assert {
        "handover_note.text", "review_note.text", "decision.why", "dispute_event.text",
        "window_consequence.text", "sign_off.seen", "day_flag.outcome", "setting.value",
        "gap_left.owner", "derogation.risk", "hold_release.answer", "requirement_signature.lead",
    } <= typed  # fmt: skip
    assert not {each for each in typed if each.endswith((".key", "_sha256", ".staff_id"))}


def test_a_finder_takes_people_out_and_leaves_other_words_alone() -> None:
    ward = Traces("Ian", "Ward", "Dr", ("485 777 3457", "07700 900123"), ("P-1234",), ("2 Ash Rd",))
    finder = Finder([ward])
    for text in (
        "Dr Ward", "ian ward", "WARD, Ian", "I. Ward", "Mrs  Ward", "Prof. Ward", "4857773457",
        "485-777 3457", "0770 0900 123", "see P-1234.", "at 2 Ash Rd today",
    ):  # fmt: skip
        assert finder.has(text), text
        assert "[deleted]" in finder.without(f"before {text} after")
    for text in ("the ward is full", "Ward 7", "2 Ash Rdx", "12345678", "P-12345", "Mr Wardle"):
        assert not finder.has(text), text
        assert finder.without(text) == text
    assert finder.has_surname("Ward 7")
    assert finder.without("Dr Ward rang Dr Ward") == "[deleted] rang [deleted]"


@pytest.mark.one_engine
def test_who_was_deleted_goes_again_before_letters_go_out_after_a_backup_is_put_back(
    hospital: Database, address: str, clock: Clock, everybody: list[Somebody]
) -> None:
    if "://" in address:
        return
    gone, *_ = everybody
    made = back_up_now(hospital, clock.now).backup
    erase_person(hospital, Who.PATIENT, gone.ref, paper_cut, at_rest(clock))
    assert hospital.gone_again() == []
    noted = Path(f"{address}.erased").read_text()
    assert gone.ref not in noted
    hospital.restore(made.path)
    seen = preview_erasure(hospital, Who.PATIENT, gone.ref, at_rest(clock))
    assert {made.path.name, f"{Path(address).name}.before-restore-1"} <= set(seen.backups)
    assert len(held_of(gone, address)) > 6
    assert hospital.gone_again() == [("patient", gone.ref)]
    with pytest.raises(Refused, match="1 person were deleted"):
        confirm_restored(hospital)
    confirm_restored(hospital, paper_cut)
    assert held_of(gone, address) == set()
    assert (hospital.gone_again(), hospital.restored) == ([], None)
    assert check(hospital).sound
