"""Who needs a letter, what holds it back, and batches that are made once and posted once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from rota.domain.codes import Decision, LetterKind
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.letter_content import LetterContent, TypesetBatch
from rota.domain.times import read_local
from rota.domain.trust import TrustDetails
from rota.letters.typesetter import TypstTypesetter
from rota.services.batch_list import batch_pdf, batches
from rota.services.batch_making import Rendered, render
from rota.services.deciding import decide, undecide
from rota.services.history import history, undo
from rota.services.hospital_details import read_trust_details, save_trust_details
from rota.services.importing import ImportOrder, import_file
from rota.services.letter_contents import preview_content
from rota.services.letter_queue import QueuedLetter, counts_by_state, letter_queue, letters_needed
from rota.services.post_times import save_post
from rota.services.posting import mark_posted
from rota.storage.database import Database
from rota.tables.envelopes import C5, DL
from rota.tables.letter_rules import letter_rules
from rota.tables.reader import TableReader
from rota.tables.rulebook import grade_ladder
from tests.conftest import Addresses, OpenDatabase
from tests.engines import Clock, dump
from tests.trust_files import STAFF, Cells, Files

READER = TableReader(grade_ladder(date(2016, 1, 8)))
POST = letter_rules()
WHY = "no cover"
VISITS: tuple[Cells, ...] = (
    {"appointment_id": "A1", "patient_id": "P1", "postcode": "SW17 0QT"},
    {"appointment_id": "A2", "patient_id": "P2", "surname": "Price", "postcode": "CR4 3FJ"},
    {"appointment_id": "A3", "patient_id": "P3", "surname": "Adeyemi", "postcode": "SW12 8HU"},
    {"appointment_id": "A4", "patient_id": "P1", "postcode": "SW17 0QT",
     "start": "2016-01-12 15:00", "kind": "diagnostic"},
)  # fmt: skip


@pytest.fixture(scope="session")
def typesetter() -> TypstTypesetter:
    return TypstTypesetter(C5)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def address(addresses: Addresses, files: Files, clock: Clock) -> str:
    def fill(address: str) -> None:
        storage = Database(address, clock, "tester")
        for kind, rows in (
            (ImportKind.STAFF, STAFF),
            (ImportKind.WINDOWS, ({},)),
            (ImportKind.APPOINTMENTS, VISITS),
        ):
            import_file(storage, READER, ImportOrder(kind, files.write(kind, *rows)), clock())
        storage.close()

    return addresses.filled("letters", fill)


@pytest.fixture
def import_visits(database: Database, files: Files, clock: Clock) -> Callable[..., None]:
    def load(*rows: Cells, replace: bool = False) -> None:
        path = files.write(ImportKind.APPOINTMENTS, *rows)
        order = ImportOrder(ImportKind.APPOINTMENTS, path, replace=replace)
        outcome = import_file(database, READER, order, clock())
        assert outcome.saved, outcome.errors

    return load


def queue(database: Database, clock: Clock) -> dict[str, QueuedLetter]:
    return {each.appointment_id: each for each in letter_queue(database, POST, clock())}


def make(database: Database, typesetter: Any, clock: Clock) -> Rendered:
    return render(database, typesetter, POST, clock())


def post(database: Database, clock: Clock, batch: int = 1) -> Any:
    return mark_posted(database, batch, clock.pass_(hours=2), POST)


def needed(database: Database) -> set[str]:
    with database.read() as work:
        return letters_needed(work)


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage() for page in document]
    texts = [page.get_text_bounded() for page in pages]
    document.close()
    return texts


@pytest.mark.parametrize(
    ("decision", "new_start", "kind"),
    [
        (Decision.POSTPONE, None, LetterKind.POSTPONED),
        (Decision.REBOOK, "2016-02-20 09:00", LetterKind.RESCHEDULED),
        (Decision.STAND_BY, None, LetterKind.CONDITIONAL),
        (Decision.CONVERT, None, LetterKind.MODE_CHANGE),
    ],
)
def test_a_decision_makes_a_letter_of_its_kind(
    database: Database,
    clock: Clock,
    decision: Decision,
    new_start: str | None,
    kind: LetterKind,
) -> None:
    assert queue(database, clock) == {}
    start = None if new_start is None else read_local(new_start).instant
    decide(database, ["A2"], decision, WHY, start)
    entry = queue(database, clock)["A2"]
    assert entry.kind is kind
    assert (entry.state == "ready") == (entry.holds == ())
    assert needed(database) == {"A2"}


def test_a_decision_to_keep_needs_no_letter_unless_the_patient_was_told_otherwise(
    database: Database, clock: Clock, typesetter: TypstTypesetter
) -> None:
    decide(database, ["A2"], Decision.KEEP, WHY)
    assert queue(database, clock) == {}
    decide(database, ["A2"], Decision.POSTPONE, WHY)
    make(database, typesetter, clock)
    post(database, clock)
    assert needed(database) == set()
    for change_mind in (
        lambda: decide(database, ["A2"], Decision.KEEP, "cover found"),
        lambda: undecide(database, ["A2"], "decided by mistake"),
    ):
        change_mind()
        entry = queue(database, clock)["A2"]
        assert entry.kind is LetterKind.GOING_AHEAD
        assert needed(database) == {"A2"}
    decide(database, ["A2"], Decision.POSTPONE, "no cover after all")
    assert queue(database, clock) == {}
    assert needed(database) == set()


@pytest.mark.parametrize(
    ("cells", "hold"),
    [
        ({"deceased": "Y"}, "deceased"),
        ({"do_not_post": "Y"}, "do_not_post"),
        ({"format": "braille"}, "format_braille"),
        ({"format": "easy_read"}, "format_easy_read"),
        ({"format": "audio"}, "format_audio"),
        ({"postcode": ""}, "postcode_unknown"),
        ({"postcode": "XX1 1XX"}, "postcode_unknown"),
        ({"address_1": "", "address_2": "", "address_3": ""}, "address_incomplete"),
        ({"address_1": "No fixed abode"}, "no_fixed_abode"),
        ({"address_1": "@home"}, "address_character"),
        ({"start": "2016-01-12 09:00"}, "changed_since_decision"),
        ({"start": "2016-03-01 09:00"}, "strike_changed"),
    ],
)
def test_what_must_not_leave_is_held_with_its_reason(
    database: Database, clock: Clock, import_visits: Callable[..., None],
    typesetter: TypstTypesetter, cells: Cells, hold: str,
) -> None:  # fmt: skip
    decide(database, ["A2"], Decision.POSTPONE, WHY)
    import_visits({**VISITS[1], **cells})
    entry = queue(database, clock)["A2"]
    assert hold in entry.holds
    settled_by_deciding = hold in {"changed_since_decision", "strike_changed"}
    assert entry.state == "held"
    assert (entry.channel == "local") is not settled_by_deciding
    assert make(database, typesetter, clock).letters == 0


def test_a_retired_appointment_and_details_that_differ_are_held(
    database: Database, clock: Clock, import_visits: Callable[..., None]
) -> None:
    decide(database, ["A1", "A2", "A4"], Decision.POSTPONE, WHY)
    import_visits(VISITS[0], VISITS[2], {**VISITS[3], "address_1": "2 Low Road"}, replace=True)
    found = queue(database, clock)
    assert found["A2"].holds == ("retired",)
    assert found["A1"].holds == found["A4"].holds == ("details_differ",)


def test_channels_follow_the_posting_clock(database: Database, clock: Clock) -> None:
    """For Tuesday 12 January 2016: second class to Thursday 17:30, first class to Friday 17:30."""
    decide(database, ["A2"], Decision.POSTPONE, WHY)
    for now, channel in (
        ("2016-01-07 17:30", "second"), ("2016-01-07 17:31", "first"),
        ("2016-01-08 17:30", "first"), ("2016-01-08 17:31", "phone"),
    ):  # fmt: skip
        clock.now = read_local(now).instant
        assert queue(database, clock)["A2"].channel == channel


def test_a_batch_is_one_letter_for_each_patient_in_order_of_postcode(
    database: Database, clock: Clock, typesetter: TypstTypesetter
) -> None:
    details = TrustDetails("St Anne's Hospital", "1 Road\nTown", "020 7946 0000", "8am to 6pm",
                           "post@example.org", "PO Box 1", "A Person", "Manager")  # fmt: skip
    save_trust_details(database, details)
    assert read_trust_details(database) == details
    decide(database, ["A1", "A2", "A3", "A4"], Decision.POSTPONE, WHY)
    made = make(database, typesetter, clock)
    assert (made.batch, made.letters, made.exceptions) == (1, 3, ())
    assert made.missing_details == ()
    pages = pages_of(made.pdf)
    assert len(pages) == made.pages
    names = ["Price", "Adeyemi", "Begum"]
    assert [next(n for n in names if n in page) for page in pages if "Dear" in page] == names
    first = next(number for number, page in enumerate(pages) if "Dear Ms Begum" in page)
    both = "".join(pages[first:])
    assert "10:20am" in both
    assert "3pm" in both
    assert batch_pdf(database, 1) == made.pdf
    (row,) = batches(database)
    assert (row.letters, row.pages, row.posted, row.posted_at) == (3, made.pages, 0, None)
    assert counts_by_state(letter_queue(database, POST, clock())) == {"in_batch": 4}


def test_posting_tells_the_patients_once(
    database: Database, clock: Clock, typesetter: TypstTypesetter
) -> None:
    decide(database, ["A1", "A2"], Decision.POSTPONE, WHY)
    make(database, typesetter, clock)
    assert needed(database) == {"A1", "A2"}
    first = post(database, clock)
    assert first.number == 2
    assert first.changes.text == "Posted batch 1: 2 letters."
    assert batches(database)[0].posted_at == clock()
    assert needed(database) == set()
    again = post(database, clock)
    assert (again.number, again.changes.entry) == (0, None)
    with pytest.raises(Refused, match="no batch 9"):
        post(database, clock, 9)


def test_a_letter_that_is_no_longer_true_is_to_be_taken_out(
    database: Database, clock: Clock, typesetter: TypstTypesetter
) -> None:
    decide(database, ["A2"], Decision.POSTPONE, WHY)
    make(database, typesetter, clock)
    decide(database, ["A2"], Decision.KEEP, "cover found")
    entry = queue(database, clock)["A2"]
    assert (entry.state, entry.batch, entry.reference) == ("withdraw", 1, "SR-000001")
    assert make(database, typesetter, clock).letters == 0


class Breaks:
    """A typesetter whose process dies once the pages are done and before they are handed over."""

    def typeset(self, letters: Sequence[LetterContent], *_: object) -> TypesetBatch:
        TypstTypesetter(C5).typeset(letters)
        raise KeyboardInterrupt


def test_a_crash_between_typesetting_and_saving_makes_no_letter_and_none_twice(
    database: Database, clock: Clock, typesetter: TypstTypesetter, address: str
) -> None:
    decide(database, ["A1", "A2"], Decision.POSTPONE, WHY)
    before = dump(address)
    with pytest.raises(KeyboardInterrupt):
        make(database, Breaks(), clock)
    assert dump(address) == before
    assert make(database, typesetter, clock).letters == 2
    assert make(database, typesetter, clock).letters == 0
    references = [row[1] for row in dump(address)["letter"]]
    assert references == ["SR-000001", "SR-000002"]


def test_a_letter_left_out_never_lends_its_reference_to_another(
    database: Database, clock: Clock, typesetter: TypstTypesetter,
    import_visits: Callable[..., None], address: str,
) -> None:  # fmt: skip
    """The second of three cannot be printed; the next batch starts past all three."""
    import_visits(*VISITS[:2], {**VISITS[2], "surname": "Ade\U0001f600"})
    decide(database, ["A1", "A2", "A3"], Decision.POSTPONE, WHY)
    first = make(database, typesetter, clock)
    assert first.letters == 2
    assert [(each.reference, each.code) for each in first.exceptions] == [
        ("SR-000002", "missing_glyph")]  # fmt: skip
    assert queue(database, clock)["A3"].batch is None
    import_visits(VISITS[2])
    second = make(database, typesetter, clock)
    assert second.letters == 1
    assert [row[1] for row in dump(address)["letter"]] == ["SR-000001", "SR-000003", "SR-000004"]


def test_two_clerks_who_make_the_same_letters_make_them_once(
    database: Database, clock: Clock, address: str, open_database: OpenDatabase
) -> None:
    decide(database, ["A1", "A2"], Decision.POSTPONE, WHY)
    other = open_database(address)

    class Meanwhile:
        def typeset(self, letters: Sequence[LetterContent], *_: object) -> TypesetBatch:
            make(other, TypstTypesetter(C5), clock)
            return TypstTypesetter(C5).typeset(letters)

    with pytest.raises(Refused, match="just made these letters"):
        make(database, Meanwhile(), clock)
    assert [row.letters for row in batches(database)] == [2]


def test_a_batch_cannot_be_undone_and_the_work_before_it_is_refused_in_words(
    database: Database, clock: Clock, typesetter: TypstTypesetter, address: str
) -> None:
    decide(database, ["A2"], Decision.POSTPONE, WHY)
    make(database, typesetter, clock)
    assert history(database)[0].undoable is False
    undo(database)  # the decision: the letter is now to be taken out
    assert queue(database, clock)["A2"].state == "withdraw"
    before = dump(address)
    with pytest.raises(Refused, match="depends on it"):
        undo(database)  # the import of the appointment that the letter names
    assert dump(address) == before


def test_an_unknown_batch_is_refused(database: Database) -> None:
    with pytest.raises(Refused, match="no batch 4"):
        batch_pdf(database, 4)
    assert batches(database) == []


def test_an_appointment_nobody_knows_cannot_be_decided_on(database: Database) -> None:
    with pytest.raises(Refused, match="no appointment A9"):
        decide(database, ["A1", "A9"], Decision.KEEP, WHY)
    with pytest.raises(Refused, match="no appointment A9"):
        undecide(database, ["A9"], WHY)
    with pytest.raises(Refused, match="reason"):
        undecide(database, ["A1"], " ")


def test_a_change_to_the_phone_is_made_once_there_is_a_number_to_ring(
    database: Database, clock: Clock, typesetter: TypstTypesetter,
    import_visits: Callable[..., None],
) -> None:  # fmt: skip
    import_visits({**VISITS[1], "phone": ""})
    decide(database, ["A2"], Decision.CONVERT, WHY)
    assert queue(database, clock)["A2"].holds == ("no_phone",)
    import_visits({**VISITS[1], "phone": "07700 900123"})
    made = make(database, typesetter, clock)
    assert made.letters == 1
    (page, *_) = pages_of(made.pdf)
    assert "07700 900123" in page
    import_visits({**VISITS[1], "phone": "07700 900124"})
    assert queue(database, clock)["A2"].state == "withdraw"


def test_a_patient_with_several_decisions_gets_one_letter(
    database: Database, clock: Clock, typesetter: TypstTypesetter
) -> None:
    decide(database, ["A1"], Decision.POSTPONE, WHY)
    decide(database, ["A4"], Decision.REBOOK, WHY, read_local("2016-02-20 09:00").instant)
    made = make(database, typesetter, clock)
    assert made.letters == 1
    text = " ".join(" ".join(pages_of(made.pdf)).split())
    assert "Changes to your appointments" in text
    assert "10:20am: postponed. Please do not come" in text
    assert "3pm: moved to Saturday 20 February 2016 at 9am." in text
    assert post(database, clock).number == 1
    assert needed(database) == set()


def test_the_hospitals_own_print_cut_off_and_collection_count(
    database: Database, clock: Clock, typesetter: TypstTypesetter
) -> None:
    """For Tuesday 12 January 2016: second class on Thursday, first class on Friday."""
    save_post(database, POST, {"post_collection": "16:00", "print_cutoff": "14:30"})
    decide(database, ["A2"], Decision.POSTPONE, WHY)
    clock.now = read_local("2016-01-07 14:31").instant
    entry = queue(database, clock)["A2"]
    assert entry.channel == "first"
    assert entry.last_first == read_local("2016-01-08 14:30").instant
    make(database, typesetter, clock)
    made = queue(database, clock)["A2"]
    assert made.channel == "second", "printed already: only the collection counts"
    assert made.last_second == read_local("2016-01-07 16:00").instant


def test_a_letter_must_come_before_the_new_date_where_that_is_the_earlier(
    database: Database, clock: Clock, typesetter: TypstTypesetter
) -> None:
    """A2 is on Tuesday 12 January 2016; now it is Friday 8 January, 9am."""
    assert clock.now == read_local("2016-01-08 09:00").instant
    decide(database, ["A2"], Decision.REBOOK, WHY, read_local("2016-01-09 10:00").instant)
    decide(database, ["A3"], Decision.REBOOK, WHY, read_local("2016-02-20 09:00").instant)
    entries = queue(database, clock)
    assert (entries["A2"].channel, entries["A2"].too_late) == ("phone", True)
    assert entries["A3"].channel == "first"
    assert entries["A2"].last_first < entries["A3"].last_first
    make(database, typesetter, clock)
    assert post(database, clock).too_late == ("A2",)


def test_a_letter_posted_too_late_for_an_earlier_new_date_is_told(
    database: Database, clock: Clock, typesetter: TypstTypesetter
) -> None:
    clock.now = read_local("2016-01-04 09:00").instant
    decide(database, ["A2"], Decision.REBOOK, WHY, read_local("2016-01-08 10:00").instant)
    make(database, typesetter, clock)
    clock.now = read_local("2016-01-07 09:00").instant
    assert post(database, clock).too_late == ("A2",)


@pytest.mark.parametrize(
    "given", [{"print_cutoff": "18:00", "post_collection": "16:00"}, {"post_collection": "4 pm"}]
)
def test_times_of_the_post_that_cannot_be_are_refused(
    database: Database, given: dict[str, str]
) -> None:
    with pytest.raises(Refused):
        save_post(database, POST, given)
    with database.read() as work:
        assert not {"post_collection", "print_cutoff"} & work.settings.all().keys()


def test_letters_are_laid_out_for_the_envelopes_in_use(
    database: Database, clock: Clock, typesetter: TypstTypesetter
) -> None:
    """The window of a DL envelope begins higher up the sheet than that of a C5."""
    decide(database, ["A2"], Decision.POSTPONE, WHY)
    entry = queue(database, clock)["A2"]
    plain = preview_content(database, POST, [entry], clock())
    save_post(database, POST, {"envelope": "DL"})
    chosen = preview_content(database, POST, [entry], clock())
    assert (plain.envelope, chosen.envelope) == (None, DL)
    made = make(database, typesetter, clock)
    document = pypdfium2.PdfDocument(made.pdf)
    page = document[0]
    zone, height, mm = DL.safe, page.get_height(), 72 / 25.4
    seen = page.get_textpage().get_text_bounded(
        left=zone.left * mm, right=zone.right * mm,
        top=height - zone.top * mm, bottom=height - zone.bottom * mm,
    )  # fmt: skip
    document.close()
    assert seen.endswith("CR4 3FJ")
    assert typesetter.typeset([plain]).pdf != typesetter.typeset([chosen]).pdf
    with pytest.raises(Refused, match="same envelopes"):
        typesetter.typeset([plain, chosen])
