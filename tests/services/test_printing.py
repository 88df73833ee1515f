from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

import main
from rota.domain.changes import Changes
from rota.domain.codes import Decision
from rota.domain.errors import Refused, Unavailable
from rota.domain.importing import ImportKind
from rota.domain.printing import PrinterInfo, PrintOrder
from rota.services.batch_again import batch_again
from rota.services.batch_list import batch_pdf, batches
from rota.services.batch_making import render
from rota.services.deciding import decide
from rota.services.history import history, undo
from rota.services.hospital_details import save_trust_details
from rota.services.importing import ImportOrder, import_file
from rota.services.letter_queue import letter_queue
from rota.services.posting import before_posting, mark_posted, mark_returned
from rota.services.printing import (
    PrintSent,
    begin_printing,
    from_here,
    print_letters,
    say_printed,
    untold_runs,
)
from rota.services.tools import Tools
from rota.storage.database import Database
from tests.private_cups import PrivateCups
from tests.small_hospital import DETAILS, NOW, STAFF, WINDOW, appointment, write

OpenDatabase = Callable[[str], Database]
ORDER = PrintOrder("letters", 2, "two-sided-long-edge", "A4,Tray2")
SURNAMES = ["O'Neill", "Begum", "Ashworth", "Zephaniah"]
VISITS = [appointment(number, name) for number, name in enumerate(SURNAMES, start=1)]


@dataclass
class Tray:
    """Stands for a printer where the printer is not what is shown; it may fail as one does."""

    fault: BaseException | None = None
    got: list[tuple[bytes, str]] = field(default_factory=list)

    def printers(self) -> tuple[PrinterInfo, ...]:
        return ()

    def send(self, pdf: bytes, order: PrintOrder, title: str) -> str:
        if self.fault is not None and not isinstance(self.fault, KeyboardInterrupt):
            raise self.fault
        self.got.append((pdf, title))
        if self.fault is not None:
            raise self.fault
        return f"{order.printer}-{len(self.got)}"


@dataclass
class PrintRoom:
    """A hospital with one batch of four letters."""

    tools: Tools
    storage: Database
    folder: Path

    def load(self, kind: ImportKind, rows: Sequence[dict[str, str]]) -> None:
        path = write(self.folder / f"{kind}.csv", kind, rows)
        outcome = import_file(self.storage, self.tools.reader, ImportOrder(kind, path), NOW)
        assert outcome.saved, outcome.errors

    def send(
        self,
        printers: Tray,
        key: str = "one",
        references: Sequence[str] | None = None,
        again: bool = False,
    ) -> PrintSent:
        return print_letters(
            self.storage, self.tools.rules.letters, 1, ORDER, key, NOW, printers,
            self.tools.typesetter(), references, again,
        )  # fmt: skip

    def say(self, run: int, outcome: str, reference: str | None = None) -> Changes:
        return say_printed(self.storage, run, outcome, reference, NOW)

    def counts(self) -> tuple[int, int, int, int]:
        (row,) = batches(self.storage)
        return row.printed, row.posted, row.withdrawn, row.returned

    def states(self) -> dict[str, str]:
        queue = letter_queue(self.storage, self.tools.rules.letters, NOW)
        return {each.appointment_id: each.state for each in queue}


@pytest.fixture
def room(database: Database, tmp_path: Path) -> PrintRoom:
    made = PrintRoom(main.tools(), database, tmp_path)
    made.load(ImportKind.WINDOWS, [WINDOW])
    made.load(
        ImportKind.STAFF,
        [{"department": "Surgery", "site": "St Anne"} | r for r in STAFF],
    )
    save_trust_details(database, DETAILS)
    made.load(ImportKind.APPOINTMENTS, VISITS)
    decide(database, ["A1", "A2", "A3", "A4"], Decision.POSTPONE, "no doctor")
    render(database, made.tools.typesetter(), made.tools.rules.letters, NOW)
    return made


@pytest.mark.one_engine
def test_a_real_printer_gets_the_batch_byte_for_byte_and_after_a_jam_the_rest(
    room: PrintRoom, cups: PrivateCups
) -> None:
    printers = room.tools.printers
    (letters, trays) = printers.printers()
    assert (letters.name, letters.is_default, trays.is_default) == ("letters", True, False)
    assert trays.sides == ("one-sided", "two-sided-long-edge")
    assert trays.media == ("A4", "A4,Tray1", "A4,Tray2", "A5")
    pdf = batch_pdf(room.storage, 1)
    sent = room.send(printers)  # type: ignore[arg-type]
    assert (sent.sheets, len(sent.references), sent.job) == (4, 4, "letters-1")
    (job,) = cups.jobs("letters", 1)
    assert job.pdf == pdf
    assert (job.copies, job.title) == (2, "Batch 1, run 1")
    assert {"sides=two-sided-long-edge", "media=A4,Tray2"} <= set(job.options)
    room.say(sent.run_id, "from", "SR-000003")
    rest = room.send(printers, "two")  # type: ignore[arg-type]
    assert rest.references == ("SR-000003", "SR-000004")
    second = cups.jobs("letters", 2)[1]
    assert second.title == "Batch 1, run 2"
    assert room.tools.pages().page_count(second.pdf) == 4
    with pytest.raises(Refused, match="does not exist"):
        printers.send(pdf, PrintOrder("nowhere"), "Batch 1, run 3")
    cups.stop()
    with pytest.raises(Refused, match="not running"):
        printers.printers()
    room.say(rest.run_id, "no")
    with pytest.raises(Refused, match="not running"):
        room.send(printers, "three")  # type: ignore[arg-type]
    assert untold_runs(room.storage) == []
    assert batches(room.storage)[0].runs[-1].outcome == "not_sent"


def test_a_run_is_printed_once_however_often_it_is_clicked_and_answered_for_once(
    room: PrintRoom,
) -> None:
    tray = Tray()
    sent = room.send(tray)
    again = room.send(tray)
    assert again.is_repeat
    assert again.run_id == sent.run_id
    with pytest.raises(Refused, match="nobody has said whether it printed"):
        room.send(tray, "two")
    with pytest.raises(Refused, match="nobody has said"):
        room.send(tray, "two", ["SR-000002"])
    assert len(tray.got) == 1
    with pytest.raises(Refused, match="has no letter SR-000009"):
        room.say(sent.run_id, "from", "SR-000009")
    room.say(sent.run_id, "from", "SR-000003")
    with pytest.raises(Refused, match="was answered for"):
        room.say(sent.run_id, "yes")
    assert room.counts() == (2, 0, 0, 0)
    assert from_here(room.storage, 1, "SR-000004") == ("SR-000004",)
    room.send(tray, "two")
    room.say(2, "yes")
    assert room.counts() == (4, 0, 0, 0)
    with pytest.raises(Refused, match="were printed"):
        room.send(tray, "three")
    one = room.send(tray, "three", ["SR-000002"])
    assert (one.references, one.sheets) == (("SR-000002",), 1)
    room.say(3, "no")
    (row,) = batches(room.storage)
    assert [run.outcome for run in row.runs] == ["from SR-000003", "yes", "no"]
    assert not any(entry.undoable for entry in history(room.storage)[:4])


def test_a_crash_before_or_after_sending_leaves_a_run_that_somebody_is_asked_about(
    room: PrintRoom, address: str, open_database: OpenDatabase
) -> None:
    tray = Tray(fault=KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        room.send(tray)
    room.storage.close()
    room.storage = open_database(address)
    (run,) = untold_runs(room.storage)
    assert (run.job, run.references[0], len(tray.got)) == ("", "SR-000001", 1)
    tray.fault = None
    assert room.send(tray).is_repeat
    with pytest.raises(Refused, match="nobody has said"):
        room.send(tray, "two")
    assert len(tray.got) == 1
    room.say(run.run_id, "yes")
    assert room.counts() == (4, 0, 0, 0)
    silent = Tray(fault=Unavailable("printer_silent", "The printers did not answer in time."))
    with pytest.raises(Unavailable):
        room.send(silent, "three", ["SR-000001"])
    assert len(untold_runs(room.storage)) == 1


def test_letters_no_longer_true_are_taken_out_before_the_rest_is_printed(room: PrintRoom) -> None:
    tray, whole = Tray(), batch_pdf(room.storage, 1)
    room.load(ImportKind.APPOINTMENTS, [*VISITS[:2], {**VISITS[2], "deceased": "Y"}, VISITS[3]])
    sent = room.send(tray)
    assert (sent.withdrawn, sent.take_out) == (("SR-000003",), ())
    assert sent.references == ("SR-000001", "SR-000002", "SR-000004")
    assert tray.got[0][0] != whole
    assert room.tools.pages().page_count(tray.got[0][0]) == 6
    assert room.counts() == (0, 0, 1, 0)
    room.say(sent.run_id, "yes")
    decide(room.storage, ["A1"], Decision.KEEP, "a doctor came")
    reprint = room.send(tray, "two", ["SR-000001", "SR-000002"])
    assert reprint.references == ("SR-000002",)
    assert reprint.take_out == ("SR-000001",)
    with pytest.raises(Refused, match="was taken out"):
        room.send(tray, "three", ["SR-000003"])


def test_a_letter_that_came_back_leaves_its_patient_untold_and_is_not_sent_again(
    room: PrintRoom,
) -> None:
    rules, later = room.tools.rules.letters, NOW + timedelta(days=1)
    with pytest.raises(Refused, match="never posted"):
        mark_returned(room.storage, "SR-000002", "gone away", NOW)
    room.say(room.send(Tray()).run_id, "from", "SR-000002")
    with pytest.raises(Refused, match=r"2 letters of batch 1 did not come out.* from SR-000002"):
        mark_posted(room.storage, 1, NOW, rules, ["SR-000004"])
    gone = mark_posted(room.storage, 1, NOW, rules, ["SR-000004"], printed_elsewhere=True)
    assert gone.not_printed == 2
    with pytest.raises(Refused, match="get it twice"):
        room.send(Tray(), "two", ["SR-000001"])
    assert set(room.states()) == {"A4"}
    with pytest.raises(Refused, match="as it stands on the envelope"):
        mark_returned(room.storage, "SR-000002", " ", later)
    mark_returned(room.storage, "SR-000002", "gone away", later)
    assert set(room.states()) == {"A2", "A4"}
    with room.storage.read() as work:
        (back,) = work.letters.returned()
    assert (back.reference, back.patient_id, back.why) == ("SR-000002", "P2", "gone away")
    assert back.address[-1] == "SW17 0QT"
    with pytest.raises(Refused, match="came back"):
        room.send(Tray(), "two", ["SR-000002"])
    with pytest.raises(Refused, match="already marked"):
        mark_returned(room.storage, "SR-000002", "gone away", later)
    undo(room.storage)
    assert set(room.states()) == {"A4"}


@pytest.mark.one_engine
def test_what_no_printer_takes_is_refused_before_anything_is_saved(room: PrintRoom) -> None:
    cutter, rules = room.tools.typesetter(), room.tools.rules.letters
    for order, said in (
        (PrintOrder(" "), "Choose a printer"),
        (PrintOrder("letters", copies=0), "from 1 to 99"),
        (PrintOrder("letters", sides="three"), "Sides are one of"),
    ):
        with pytest.raises(Refused, match=said):
            begin_printing(room.storage, rules, 1, order, "k", "window", NOW, cutter)
    for order in (PrintOrder("-d x"), PrintOrder("letters", media="A4 -o raw")):
        with pytest.raises(Refused, match=r"name has no spaces|Write the paper"):
            room.tools.printers.send(b"%PDF", order, "Batch 1, run 1")
    with pytest.raises(Refused, match="no batch 7"):
        begin_printing(room.storage, rules, 7, ORDER, "k", "window", NOW, cutter)
    assert batches(room.storage)[0].runs == ()
    started = begin_printing(room.storage, rules, 1, ORDER, "k", "window", NOW, cutter)
    assert started.pdf == batch_pdf(room.storage, 1)
    assert begin_printing(room.storage, rules, 1, ORDER, "k", "window", NOW, cutter).pdf == b""
    (run,) = untold_runs(room.storage)
    assert (run.how, run.who) == ("window", "tester")


def test_a_batch_is_not_posted_while_nobody_knows_that_it_was_printed(room: PrintRoom) -> None:
    rules = room.tools.rules.letters
    with pytest.raises(Refused, match="cannot have been posted before"):
        mark_posted(room.storage, 1, NOW - timedelta(days=2), rules)
    sent = room.send(Tray())
    with pytest.raises(Refused, match="nobody has said whether it printed"):
        mark_posted(room.storage, 1, NOW, rules)
    assert before_posting(room.storage, rules, 1, NOW).unanswered[0].run_id == sent.run_id
    room.say(sent.run_id, "from", "SR-000003")
    decide(room.storage, ["A1", "A2"], Decision.KEEP, "a doctor came")
    again = room.send(Tray(), "two")
    assert again.take_out == ()
    room.say(again.run_id, "no")
    room.send(Tray(), "three", ["SR-000001", "SR-000002"])
    (row,) = batches(room.storage)
    assert (row.printed, row.withdrawn, row.unprinted) == (2, 2, 2), "printed ones were taken out"
    before = before_posting(room.storage, rules, 1, NOW)
    assert (before.unprinted, before.spoilt) == (2, ("SR-000003", "SR-000004"))
    with pytest.raises(Refused, match="did not come out") as refused:
        mark_posted(room.storage, 1, NOW, rules)
    assert refused.value.code == "not_printed"
    last = room.send(Tray(), "four")
    done = mark_posted(room.storage, 1, NOW, rules, printed_elsewhere=True)
    assert (done.number, done.not_printed) == (2, 2)
    with pytest.raises(Refused, match="mark each as returned"):
        room.say(last.run_id, "no")
    assert untold_runs(room.storage) == []


@pytest.mark.one_engine
def test_a_key_belongs_to_one_batch_and_its_letters(room: PrintRoom) -> None:
    tray = Tray()
    room.send(tray, "one", ["SR-000001", "SR-000002"])
    assert room.send(tray, "one", ["SR-000002", "SR-000001"]).is_repeat
    for other in (["SR-000003"], ["SR-000001"], ["SR-000001", "SR-000002", "SR-000009"], None):
        with pytest.raises(Refused, match="had the same key"):
            room.send(tray, "one", other)
    with pytest.raises(Refused, match="Name at least one"):
        room.send(tray, "two", [])
    assert len(tray.got) == 1


@pytest.mark.one_engine
def test_second_class_letters_left_lying_go_first_class_or_come_too_late(room: PrintRoom) -> None:
    """The letters were made on a day on which second class was still in time."""
    rules = room.tools.rules.letters
    (row,) = batches(room.storage)
    assert row.post_classes == ("second",)
    queue = letter_queue(room.storage, rules, NOW)
    evening = max(each.last_second for each in queue) + timedelta(minutes=1)
    assert evening < min(each.last_first for each in queue)
    sent = print_letters(
        room.storage, rules, 1, ORDER, "one", evening, Tray(), room.tools.typesetter()
    )
    assert (len(sent.first_class), sent.too_late) == (4, ())
    room.say(sent.run_id, "yes")
    assert len(before_posting(room.storage, rules, 1, evening).late.second_class) == 4
    done = mark_posted(room.storage, 1, evening, rules, ["SR-000004"], first_class=True)
    assert (done.too_late, len(done.first_class), done.second_class) == ((), 3, ())
    assert batches(room.storage)[0].post_classes == ("first", "second")
    assert "3 letters by first class instead of second" in done.changes.text


@pytest.mark.one_engine
def test_a_batch_saved_again_is_without_letters_that_may_not_leave(room: PrintRoom) -> None:
    cutter, pages = room.tools.typesetter(), room.tools.pages()
    made = batch_pdf(room.storage, 1)
    assert batch_again(room.storage, 1, NOW, cutter).pdf == made
    decide(room.storage, ["A1"], Decision.KEEP, "a doctor came")
    again = batch_again(room.storage, 1, NOW, cutter)
    assert len(again.left_out) == 1
    assert pages.page_count(again.pdf) == pages.page_count(made) - 2
    room.send(Tray())
    assert batch_again(room.storage, 1, NOW, cutter).left_out == again.left_out, "taken out now"
    assert batch_again(room.storage, 1, NOW, cutter, whole=True).pdf == made
    decide(room.storage, ["A2", "A3", "A4"], Decision.KEEP, "doctors came")
    with pytest.raises(Refused, match="Every letter of batch 1"):
        batch_again(room.storage, 1, NOW, cutter)
