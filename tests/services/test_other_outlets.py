"""Every way out that is not the print: braille, audio, copies, a posting service, messages."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from rota.domain.braille_pages import CELLS, LINES, wrapped
from rota.domain.codes import Decision, LetterFormat
from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from rota.domain.letter_messages import short_text
from rota.domain.letter_plain import (
    PlainBlock,
    PlainPart,
    html_of,
    plain_parts,
    plain_text,
    text_of,
)
from rota.domain.letter_spoken import spoken
from rota.domain.printing import PrintOrder
from rota.letters import braille
from rota.services.batch_list import batches
from rota.services.batch_making import render
from rota.services.braille_files import braille_files
from rota.services.copies import copy_letters
from rota.services.deciding import decide
from rota.services.history import undo
from rota.services.hospital_details import save_trust_details
from rota.services.letter_queue import letter_queue
from rota.services.messages import write_messages
from rota.services.other_formats import (
    format_needs,
    make_format,
    save_lead,
    write_format_batch,
)
from rota.services.ports import Storage
from rota.services.posting import mark_posted
from rota.services.printing import begin_printing, say_printed, untold_runs
from rota.services.service_files import ServiceFile, lay_out, send_to_service, to_send
from rota.services.tools import Tools
from rota.services.zip_files import zipped
from tests.letters.samples import POSTPONED, TRANSLATED
from tests.small_hospital import DETAILS, NOW, appointment, bring_in, open_copy

Hospital = tuple[Tools, Storage]

needs_liblouis = pytest.mark.skipif(
    bool(braille.lacking()), reason="liblouis (lou_translate) is not installed"
)

ROWS = [
    appointment(1, "O'Neill", email="one@example.org"),
    appointment(2, "Begum", phone="+44 20 7946 0002"),
    appointment(3, "Wang", phone="", email=""),
    appointment(4, "Zephaniah", format="braille"),
    appointment(5, "Lindqvist", format="audio"),
    appointment(6, "Dunne", format="braille", do_not_post="Y"),
]
SIGNED = [
    appointment(7, "Hand", language="British Sign Language"),
    appointment(8, "Touch", language="BSL", format="braille"),
]


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[Hospital]:
    tools, storage = open_copy(tmp_path, 0)
    bring_in(tools, storage, tmp_path, ImportKind.APPOINTMENTS, ROWS)
    decide(storage, [f"A{number}" for number in range(1, 7)], Decision.POSTPONE, "no doctor")
    yield tools, storage
    storage.close()


def opened(path: Path) -> dict[str, bytes]:
    """The files of an archive, every name of which must be safe to unpack anywhere."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert re.fullmatch(r"[A-Za-z0-9-]+\.[a-z]{3}", name), name
        return {name: archive.read(name) for name in archive.namelist()}


def texts(pdf: bytes) -> list[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def back_translated(cells: str) -> str:
    done = subprocess.run(
        [braille.PROGRAM, "-b", f"{braille.DISPLAY},{braille.TABLES['en-GB']}"],
        input=cells.replace("\\", "\\\\"),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_braille_and_audio_leave_in_batches_of_their_own(
    hospital: Hospital, tmp_path: Path
) -> None:
    tools, storage = hospital
    rules = tools.rules.letters
    assert render(storage, tools.typesetter(), rules, NOW).letters == 3
    found = format_needs(storage, rules, NOW)
    assert found.lead == "Accessible information lead"
    needs = {each.queued.appointment_id: (each.medium, each.holds) for each in found.needs}
    assert needs == {
        "A4": (LetterFormat.BRAILLE, ()),
        "A5": (LetterFormat.AUDIO, ()),
        "A6": (LetterFormat.BRAILLE, ("do_not_post",)),
    }
    save_lead(storage, "Bea Reader")
    assert format_needs(storage, rules, NOW).lead == "Bea Reader"

    made = [
        make_format(storage, tools.typesetter(), tools.braille, rules, NOW, medium)
        for medium in (LetterFormat.BRAILLE, LetterFormat.AUDIO)
    ]
    assert [each.rendered.letters for each in made] == [1, 1]
    rows = {row.batch: row for row in batches(storage)}
    assert (rows[2].medium, rows[3].medium) == ("braille", "audio")
    states = {each.appointment_id: each.state for each in letter_queue(storage, rules, NOW)}
    assert (states["A4"], states["A5"], states["A6"]) == ("in_batch", "in_batch", "held")
    again = make_format(
        storage, tools.typesetter(), tools.braille, rules, NOW, LetterFormat.BRAILLE
    )
    assert again.rendered.batch is None

    out = tmp_path / "out"
    sheets, archive = write_format_batch(storage, out, 2)
    (cover, blank) = texts(sheets.read_bytes())
    assert "Braille letter enclosed" in cover
    assert "4 Garratt Lane" in cover
    assert "SR-000004" in cover
    assert "Urology" not in cover
    assert "postpone" not in cover.lower()
    assert not blank.strip()
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    (name,) = opened(archive)
    assert name.startswith("SR-000004.")
    _, archive = write_format_batch(storage, out, 3)
    assert archive.name == "batch-0003-audio.zip"
    (script,) = opened(archive).values()
    assert b"0 2 0, 7 9 4 6, 0 0 0 0 (9am to 5pm)" in script
    assert b"Tuesday 12 January 2016 at 2pm" in script
    with storage.read() as work:
        said = work.journal.entries(1)[0]
        assert work.journal.first_bad() is None
    assert (said.text, said.action) == (
        "Wrote the audio of batch 3 to files: 1 in all.",
        "letters handed out",
    )
    with pytest.raises(Refused, match="on paper"):
        write_format_batch(storage, out, 1)

    with pytest.raises(Refused, match="no other one"):
        copy_letters(storage, tools.typesetter(), 2, None, out, NOW)
    with pytest.raises(Refused, match="no other one"):
        write_messages(storage, tools.exporter, 3, tmp_path / "m.json", NOW)
    order = PrintOrder("office")
    started = begin_printing(storage, rules, 2, order, "k", "reader", NOW, tools.typesetter(), None)
    assert started.pdf == sheets.read_bytes()
    assert started.sent.withdrawn == ()
    say_printed(storage, started.sent.run_id, "yes", None, NOW)
    assert mark_posted(storage, 2, NOW, rules).number == 1
    assert "A4" not in {each.appointment_id for each in letter_queue(storage, rules, NOW)}


def test_nothing_is_made_before_the_hospital_has_a_name_and_a_phone(hospital: Hospital) -> None:
    tools, storage = hospital
    save_trust_details(storage, replace(DETAILS, phone=""))
    with pytest.raises(Refused, match="The letters lack"):
        make_format(
            storage,
            tools.typesetter(),
            tools.braille,
            tools.rules.letters,
            NOW,
            LetterFormat.BRAILLE,
        )
    assert batches(storage) == []


def test_a_braille_letter_whose_patient_now_needs_large_print_is_taken_out(
    hospital: Hospital, tmp_path: Path
) -> None:
    tools, storage = hospital
    rules = tools.rules.letters
    make_format(storage, tools.typesetter(), tools.braille, rules, NOW, LetterFormat.BRAILLE)
    changed = [{**row, "format": "large_print"} if row is ROWS[3] else row for row in ROWS]
    bring_in(tools, storage, tmp_path, ImportKind.APPOINTMENTS, changed)
    states = {each.appointment_id: each.state for each in letter_queue(storage, rules, NOW)}
    assert states["A4"] == "withdraw"
    with pytest.raises(Refused, match="no longer true"):
        mark_posted(storage, 1, NOW, rules)


@needs_liblouis
def test_braille_reads_back_as_the_letter_it_was_made_of() -> None:
    made = braille_files({"SR-000001": POSTPONED}, braille)
    assert made.notes == ()
    pages = made.files["SR-000001.brf"].decode("ascii").split("\f")
    assert pages.pop() == ""
    lines = [page.split("\r\n") for page in pages]
    assert all(len(page) == LINES + 1 and page[-1] == "" for page in lines)
    assert all(len(line) <= CELLS for page in lines for line in page)
    assert [page[LINES - 1].strip() for page in lines] == ["#A", "#B", "#C"][: len(lines)]
    cells = " ".join(" ".join(line for page in lines for line in page[: LINES - 1]).split())
    cells = cells.replace("_4 ", "")
    said = back_translated("\n".join(braille_pieces(cells)))
    wanted = text_of(plain_parts(POSTPONED)).replace("\n- ", "\n")
    assert words_of(said) == words_of(wanted)


def braille_pieces(cells: str) -> list[str]:
    import textwrap

    return textwrap.wrap(cells, 500, break_on_hyphens=False, break_long_words=False)


def words_of(text: str) -> list[str]:
    plain = text.replace("’", "'").replace("–", "-")
    return [word for word in re.split(r"\s+", plain.lower()) if word]


@needs_liblouis
def test_what_braille_has_no_cells_for_goes_to_a_transcriber() -> None:
    odd = replace(POSTPONED, salutation="Dear 李龍")
    slashed = replace(POSTPONED, salutation="Dear a\\b \\x0041 \\")
    made = braille_files({"SR-000001": odd, "SR-000002": slashed}, braille)
    assert b"_*" in made.files["SR-000002.brf"]
    assert list(made.files) == ["SR-000001.txt", "SR-000002.brf"]
    assert made.files["SR-000001.txt"].decode() == plain_text(odd)
    assert "SR-000001" in made.notes[0]
    assert not braille.has_table("zh-Hans")


def test_without_liblouis_the_text_goes_to_a_transcriber(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    made = braille_files({"SR-000001": POSTPONED}, braille)
    assert list(made.files) == ["SR-000001.txt"]
    assert "install the package liblouis-bin" in made.notes[0]


def test_words_wrap_in_forty_cells_and_long_ones_say_that_they_go_on() -> None:
    lines = wrapped("AB " + "X" * 90 + " CD", 2, 0)
    assert all(len(line) <= CELLS for line in lines)
    assert [line[-1] for line in lines] == ['"', '"', "D"]
    assert "".join(lines).replace('"', "").replace(" ", "") == "AB" + "X" * 90 + "CD"


def test_numbers_are_said_digit_by_digit_but_dates_and_times_are_not() -> None:
    said = spoken("Phone 01632 960001 (9am to 5pm), 111 or 999. On 12 January 2016 at 10:20am.")
    assert said == (
        "Phone 0 1 6 3 2, 9 6 0 0 0 1 (9am to 5pm), 1 1 1 or 9 9 9. On 12 January 2016 at 10:20am."
    )
    assert spoken("SR-000012") == "S R, 0 0 0 0 1 2"
    assert spoken("+44 20 7946 0002") == "plus 4 4, 2 0, 7 9 4 6, 0 0 0 2"


def test_numbers_among_right_to_left_words_are_held_together() -> None:
    other = plain_parts(TRANSLATED)[1]
    assert (other.language, other.is_right_to_left) == ("ar", True)
    said = text_of([other])
    for number in ("01632 960001", "01632 960002", "10:30am", "RR-2026-000300"):
        assert f"\u2066{number}\u2069" in said
    assert "\u2066" not in plain_text(POSTPONED)
    page = html_of([other, PlainPart("en-GB", (PlainBlock("paragraph", "<b>A & B</b>"),))])
    assert '<div lang="ar" dir="rtl">' in page
    assert "<p>&lt;b&gt;A &amp; B&lt;/b&gt;</p>" in page


def test_copies_messages_and_a_posting_service(hospital: Hospital, tmp_path: Path) -> None:
    tools, storage = hospital
    rules, exporter, setter = tools.rules.letters, tools.exporter, tools.typesetter()
    render(storage, setter, rules, NOW)

    copied = copy_letters(storage, setter, 1, None, tmp_path / "copies", NOW)
    assert [path.name for path in copied.paths] == [f"SR-00000{n}.pdf" for n in (1, 2, 3)]
    with pikepdf.open(copied.paths[0]) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
    assert "Copied 3 letters of batch 1" in copied.changes.text

    done = write_messages(storage, exporter, 1, tmp_path / "m.json", NOW)
    assert [(each.reference, each.code) for each in done.left_out] == [("SR-000003", "no_contact")]
    first, second = json.loads((tmp_path / "m.json").read_text())["messages"]
    assert (first["email"], second["email"], second["phone"]) == (
        "one@example.org",
        "",
        "+44 20 7946 0002",
    )
    with storage.read() as work:
        content = work.letters.content("SR-000001")
    assert first["text"] == plain_text(content)
    assert "Tuesday 12 January 2016" in first["html"]
    assert first["subject"] == "Your hospital appointment"
    for secret in ("Urology", "O'Neill", "postpone"):
        assert secret not in first["subject"] + first["short_text"]
    with storage.read() as work:
        told = {key: [e.decision for e in said] for key, said in work.gate.heard().items()}
    assert told == {"A1": [Decision.POSTPONE], "A2": [Decision.POSTPONE]}, "not whom it left out"
    decide(storage, ["A1"], Decision.KEEP, "cover found")
    decide(storage, ["A3"], Decision.KEEP, "cover found")
    kinds = {each.appointment_id: each.kind for each in letter_queue(storage, rules, NOW)}
    assert kinds["A1"] == "going_ahead"
    undo(storage)
    undo(storage)
    write_messages(storage, exporter, 1, tmp_path / "m.csv", NOW)
    with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[1]["phone"] == "'+44 20 7946 0002"
    with pytest.raises(Refused, match=r"\.json or a \.csv"):
        write_messages(storage, exporter, 1, tmp_path / "m.xlsx", NOW)

    def send(key: str, again: bool = False) -> ServiceFile:
        found, out = to_send(storage, 1, NOW, again)
        laid_out = lay_out(1, found, out, setter, rules)
        given = (laid_out, tmp_path / "s.zip", key, NOW, again)
        return send_to_service(storage, exporter, setter, rules, *given)

    sent = send("k1")
    assert [each.reference for each in sent.letters] == [f"SR-00000{n}" for n in (1, 2, 3)]
    files = opened(tmp_path / "s.zip")
    listed = list(csv.reader(io.StringIO(files.pop("letters.csv").decode("utf-8-sig"))))
    assert listed[0] == ["reference", "file", "pages", "post_class"]
    assert listed[1] == ["SR-000001", "SR-000001.pdf", "1", "second"]
    assert len(listed) == 4
    for name, pdf in files.items():
        assert setter.print_area_faults(pdf) == ()
        assert name.removesuffix(".pdf") in texts(pdf)[0]
    assert [(run.how, len(run.references)) for run in untold_runs(storage)] == [("service", 3)]
    (tmp_path / "s.zip").unlink()
    assert send("k1").is_repeat
    assert not (tmp_path / "s.zip").exists()
    with pytest.raises(Refused, match="nobody has said"):
        send("k2")
    say_printed(storage, sent.run_id, "yes", None, NOW)
    with pytest.raises(Refused, match="no letter left"):
        send("k3")
    assert len(send("k4", again=True).letters) == 3


def test_a_letter_that_no_service_takes_stays_to_be_printed(
    hospital: Hospital, tmp_path: Path
) -> None:
    tools, storage = hospital
    rules, setter = tools.rules.letters, tools.typesetter()
    render(storage, setter, rules, NOW)
    found, out = to_send(storage, 1, NOW)
    marked = [
        replace(each, content=replace(each.content, heading="NOTIFY"))
        if each.reference == "SR-000002"
        else each
        for each in found
    ]
    laid_out = lay_out(1, marked, out, setter, rules)
    given = (laid_out, tmp_path / "s.zip", "k", NOW)
    sent = send_to_service(storage, tools.exporter, setter, rules, *given)
    assert [each.code for each in sent.left_out] == ["notify-tag-found-in-content"]
    assert [each.reference for each in sent.letters] == ["SR-000001", "SR-000003"]
    assert sorted(opened(tmp_path / "s.zip")) == ["SR-000001.pdf", "SR-000003.pdf", "letters.csv"]
    assert batches(storage)[0].unposted == 3


def test_what_is_no_longer_true_leaves_in_no_way(hospital: Hospital, tmp_path: Path) -> None:
    tools, storage = hospital
    rules, setter = tools.rules.letters, tools.typesetter()
    render(storage, setter, rules, NOW)
    decide(storage, ["A1"], Decision.KEEP, "a doctor was found")
    copied = copy_letters(storage, setter, 1, "SR-000001", tmp_path, NOW)
    assert (copied.paths, copied.left_out[0].code) == ((), "untrue")
    done = write_messages(storage, tools.exporter, 1, tmp_path / "m.json", NOW)
    assert [each.reference for each in done.messages] == ["SR-000002"]
    assert [each.reference for each in to_send(storage, 1, NOW)[0]] == ["SR-000002", "SR-000003"]


def test_a_text_message_says_no_more_than_that_a_letter_follows() -> None:
    said = short_text("St Anne's Hospital", "SR-000001")
    assert said.startswith("St Anne's Hospital: a letter about your hospital appointment follows")
    assert len(said) <= 160
    long = short_text("The Royal " * 8, "SR-000001")
    assert long.startswith("A letter about")
    assert len(long) <= 160


def test_an_archive_takes_plain_names_only() -> None:
    for name in ("../x.pdf", "/x.pdf", "a/b.pdf", "C:x.pdf", ".pdf", "x"):
        with pytest.raises(ValueError, match="plain name"):
            zipped({name: b""})
    assert zipped({"SR-000001.pdf": b"1"}) == zipped({"SR-000001.pdf": b"1"})


def test_what_is_signed_is_held_and_leaves_as_a_script(hospital: Hospital, tmp_path: Path) -> None:
    tools, storage = hospital
    rules = tools.rules.letters
    bring_in(tools, storage, tmp_path, ImportKind.APPOINTMENTS, [*ROWS, *SIGNED])
    decide(storage, ["A7", "A8"], Decision.POSTPONE, "no doctor")
    queue = {each.appointment_id: each for each in letter_queue(storage, rules, NOW)}
    assert (queue["A7"].holds, queue["A7"].notes) == (("format_bsl",), ())
    assert queue["A8"].holds == ("format_braille",)
    needs = {e.queued.appointment_id: e.medium for e in format_needs(storage, rules, NOW).needs}
    assert (needs["A7"], needs["A8"]) == (LetterFormat.AUDIO, LetterFormat.BRAILLE)
    made = make_format(storage, tools.typesetter(), tools.braille, rules, NOW, LetterFormat.AUDIO)
    assert made.rendered.letters == 2
    states = {each.appointment_id: each.state for each in letter_queue(storage, rules, NOW)}
    assert (states["A5"], states["A7"]) == ("in_batch", "in_batch")
