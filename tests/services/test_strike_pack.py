"""The strike pack: sealed, the same bytes for the same state, and nobody's name who is private."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from rota.domain.codes import Attendance, Decision
from rota.domain.errors import Refused
from rota.domain.pack import MANIFEST, SIGNATURES, SUMS, PackedFile, seal_of, sums
from rota.domain.times import written
from rota.services.attendance import Settled, settle
from rota.services.deciding import decide
from rota.services.pack_history import is_in_history, seal_words
from rota.services.ports import Cancelled
from rota.services.review import read_review
from rota.services.sign_offs import comment, sign
from rota.services.strike_pack import build_pack, check_pack, make_pack, pack_seal
from rota.services.zip_files import zipped
from rota.storage.database import Database
from tests.conftest import Addresses, OpenDatabase
from tests.engines import Clock, filling
from tests.services.test_reports import fill
from tests.strike_hospital import NOW, tools

TOOLS = tools()
GIVEN = TOOLS.rules, TOOLS.papers, TOOLS.exporter
AFTER = datetime(2016, 1, 14, 9, tzinfo=UTC)


@pytest.fixture
def hospital(addresses: Addresses, open_database: OpenDatabase, clock: Clock) -> Database:
    storage = open_database(addresses.filled("report hospital", filling(fill, clock)))
    decide(storage, ["A1", "A2"], Decision.POSTPONE, "Mrs Begum was told by her neighbour")
    seen = read_review(storage, 1, TOOLS.rules, NOW).department("Emergency")
    assert seen is not None
    who = "Emergency", "Dr Reid", "Clinical director", "Agreed"
    sign(storage, TOOLS.rules, 1, *who, seen.seen_sha256, NOW)
    settle(storage, 1, TOOLS.rules.ladder, [Settled("D1", "S1", Attendance.STRIKE)], AFTER)
    return storage


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_what_is_in_it(hospital: Database) -> None:
    seen = read_review(hospital, 1, TOOLS.rules, NOW).department("Emergency")
    assert seen is not None
    about = seen.gaps[0].key
    comment(hospital, 1, "Emergency", "Ask the next hospital", "Dr Reid", NOW, about)
    with hospital.read() as work:
        step = work.journal.decision_steps("A1")[-1]
        who, at = step.who, step.at
        head = work.journal.head()
        newest = work.journal.entries(1)[-1].entry
    data = make_pack(hospital, 1, *GIVEN, AFTER)
    assert check_pack(data) == []
    files = files_of(data)
    said = json.loads(files[MANIFEST])
    assert (said["journal_entry"], said["journal_sha256"]) == head
    assert head[0] == newest
    listed = {each["name"]: each["sha256"] for each in said["files"]}
    assert files.keys() == listed.keys() | {MANIFEST, SUMS}
    for name, sha256 in listed.items():
        assert hashlib.sha256(files[name]).hexdigest() == sha256
    (signed,) = json.loads(files[SIGNATURES])
    assert (signed["name"], signed["department"], signed["revision"]) == ("Dr Reid", "Emergency", 1)
    decided = rows_of(files["decisions.csv"])
    assert [row["appointment_id"] for row in decided] == ["A1", "A2"]
    assert {(row["decided_by"], row["decided_at"]) for row in decided} == {(who, written(at))}
    assert rows_of(files["review-notes.csv"])[0]["about"].startswith(
        "Emergency department, St Anne: "
    )
    services = {row["service"]: row for row in rows_of(files["services.csv"])}
    assert services["Emergency department"]["missing_minutes"] == str(60 * 23 + 30)
    assert {f"{name}.pdf" for name in ("brief", "gaps", "sitrep", "cancelled")} <= files.keys()
    assert not [name for name in files if name.startswith(("attendance", "grid"))]
    sheets = openpyxl.load_workbook(io.BytesIO(files["sitrep.xlsx"])).worksheets
    shown = {
        str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row
    }
    assert "Absent on strike" not in shown
    assert "ST" not in shown
    assert any(each.startswith("Not shown: 1 day left out") for each in shown)
    with hospital.read() as work:
        newest_entry = work.journal.entries(1)[-1]
    assert said["sealed_sha256"] in newest_entry.text

    texts = b"".join(each for name, each in files.items() if name.endswith((".csv", ".json")))
    for private in (b"Begum", b"Price", b"neighbour", b"Okafor"):
        assert private not in texts
    named = files_of(make_pack(hospital, 1, *GIVEN, AFTER, with_patients=True))
    assert rows_of(named["decisions.csv"])[0]["name"] == "Nasrin Begum"
    assert json.loads(named[MANIFEST])["has_patients"]


@pytest.mark.one_engine
def test_the_same_state_gives_the_same_bytes_and_cancelling_keeps_nothing(
    hospital: Database,
) -> None:
    first, second = (build_pack(hospital, 1, *GIVEN, AFTER) for _ in range(2))
    assert first.data == second.data
    with hospital.read() as work:
        before = work.journal.head()

    def stop(_fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        make_pack(hospital, 1, *GIVEN, AFTER, stop)
    with pytest.raises(Refused, match="no strike window 7"):
        make_pack(hospital, 7, *GIVEN, AFTER)
    with hospital.read() as work:
        assert work.journal.head() == before


Spoil = Callable[[dict[str, bytes]], Mapping[str, bytes]]


def signed_otherwise(files: dict[str, bytes]) -> Mapping[str, bytes]:
    """What somebody would do who mends every digest but that of the signature."""
    signed = json.loads(files[SIGNATURES])
    signed[0]["seen"][0]["text"] = "All was well"
    return files | {SIGNATURES: json.dumps(signed).encode()}


@pytest.mark.one_engine
def test_whatever_is_changed_is_found(hospital: Database) -> None:
    data = build_pack(hospital, 1, *GIVEN, AFTER).data
    files = files_of(data)
    manifest = files[MANIFEST].replace(b'"revision": 1', b'"revision": 2')
    spoiled: dict[str, tuple[Spoil, str]] = {
        "changed": (lambda f: f | {"cover.csv": b"nobody"}, "cover.csv was changed."),
        "missing": (
            lambda f: {k: v for k, v in f.items() if k != "gaps.pdf"},
            "gaps.pdf is missing.",
        ),
        "added": (lambda f: f | {"more.txt": b"!"}, "more.txt was added"),
        "manifest": (lambda f: f | {MANIFEST: manifest}, "The manifest was changed"),
        "no sums": (
            lambda f: {k: v for k, v in f.items() if k != SUMS},
            f"{SUMS} is missing.",
        ),
        "sums": (lambda f: f | {SUMS: b"0  gaps.pdf\n"}, f"{SUMS} does not name"),
        "signature": (signed_otherwise, "The signature for Emergency"),
    }
    for spoil, said in spoiled.values():
        assert any(fault.startswith(said) for fault in check_pack(zipped(spoil(dict(files)))))
    for junk in (b"junk" + data, data + b"junk", data[:-2] + b"\4\0junk"):
        assert check_pack(junk) == ["Something stands before or after the files of the pack."]
    assert check_pack(data[: len(data) // 2]) == [
        "This file is not a strike pack, or it is damaged."
    ]
    assert check_pack(b"") == check_pack(zipped({"more.txt": b"!"}))
    for bad in (b"[]", b"{}", b"\xff", b'{"format": "strike-rota-pack-1"}', b"[" * 100_000):
        assert check_pack(zipped({MANIFEST: bad})) == ["The manifest of the pack cannot be read."]
    other = zipped({MANIFEST: b'{"format": "strike-rota-pack-9"}'})
    assert check_pack(other) == ["The pack is of another version of this program."]


def forged(data: bytes) -> bytes:
    """What somebody makes who works every digest, the sums and the seal out again."""
    files = files_of(data)
    files["revisions.csv"] += b"Nobody was asked"
    said = json.loads(files[MANIFEST])
    for each in said["files"]:
        each["sha256"] = hashlib.sha256(files[each["name"]]).hexdigest()
        each["bytes"] = len(files[each["name"]])
    said["sealed_sha256"] = seal_of(said)
    packed = {
        each["name"]: PackedFile(each["name"], "", files[each["name"]]) for each in said["files"]
    }
    return zipped(files | {MANIFEST: json.dumps(said).encode(), SUMS: sums(packed)})


def test_only_the_history_tells_a_forged_pack(hospital: Database) -> None:
    data = make_pack(hospital, 1, *GIVEN, AFTER)
    false = forged(data)
    assert check_pack(false) == []
    true_seal, false_seal = pack_seal(data), pack_seal(false)
    assert is_in_history(hospital, true_seal)
    assert not is_in_history(hospital, false_seal)
    assert not is_in_history(hospital, replace(true_seal, sealed_sha256=""))
    for is_known, said in ((True, "history of this hospital has"), (None, "compare the seal")):
        words = seal_words(true_seal, is_known=is_known)
        assert said in words
        assert true_seal.sealed_sha256 in words
        assert f"made by {true_seal.made_by} on Thu 14 Jan 2016 09:00" in words
    assert "sealed anew" in seal_words(false_seal, is_known=False)
