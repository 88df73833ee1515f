"""FHIR, HL7 and OpenDocument files built to harm, or mere noise, never crash the reader."""

from __future__ import annotations

import json
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rota.domain.errors import Refused
from rota.domain.importing import ImportKind
from tests.tables.builders import opened
from tests.tables.messages import (
    APPOINTMENT,
    OTHERS,
    SCHEDULE,
    SLOT,
    bundle,
    changed,
    message,
    segment,
)
from tests.tables.open_documents import cell, row, sheet, write_ods

APPOINTMENTS, SLOTS = ImportKind.APPOINTMENTS, ImportKind.SLOTS
relaxed = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FHIR = json.dumps(bundle(APPOINTMENT, SLOT, SCHEDULE, *OTHERS)).encode()
HL7 = (message() + message("S15")).encode()


def read_to_the_end(kind, path):
    """Read a file to its end; return the refusal's code, or the rows."""
    try:
        with opened(kind, path) as table:
            rows = list(table)
            assert 0 <= table.fraction_read <= 1
    except Refused as refused:
        return refused.code
    for each in rows:
        assert (each.value is None) == bool(each.errors)
        for problem in (*each.errors, *each.warnings):
            assert problem.row == each.number
            assert problem.column
            assert problem.code
            assert problem.text.endswith((".", "?"))
    return rows


def outcome(folder, data, kind=APPOINTMENTS):
    path = folder / "file.json"
    path.write_bytes(data)
    began = time.process_time()
    found = read_to_the_end(kind, path)
    assert time.process_time() - began < 5
    return found


def document(**more):
    return json.dumps(bundle(changed(APPOINTMENT, **more), *OTHERS))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"resourceType": "Bundle", "entry": ' + "[" * 100_000, "json_too_deep"),
        ("[{" + '"a":[{' * 50_000, "json_too_deep"),
        (document()[:-50], "json_damaged"),
        (document() + "}", "json_damaged"),
        (document().replace('"booked"', "NaN"), "json_damaged"),
        (document().replace('"booked"', "-Infinity"), "json_damaged"),
        ('{"resourceType": "Bundle",}', "json_damaged"),
        ('{"a": 1}', "not_fhir"),
        ('[{"a": 1}]', "not_fhir"),
        ('{"resourceType": 5}', "not_fhir"),
        ('{"resourceType": "=cmd|calc"}', "not_fhir"),
        ('{"resourceType": "Bundle"} null', "not_fhir"),
    ],
    ids=lambda each: str(each)[:30],
)
def test_json_that_is_refused_whole(text, code, tmp_path):
    assert outcome(tmp_path, text.encode()) == code


def test_bytes_that_are_no_utf8(tmp_path):
    assert outcome(tmp_path, document().encode().replace(b"Nasrin", b"Nasr\xefn")) == "not_utf8"


def test_files_that_are_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("rota.tables.fhir.documents.MAX_BYTES", 1000)
    monkeypatch.setattr("rota.tables.hl7.messages.MAX_BYTES", 1000)
    monkeypatch.setattr("rota.tables.entries.MAX_BYTES", 1000)
    assert outcome(tmp_path, FHIR) == "file_too_large"
    assert outcome(tmp_path, HL7 * 10) == "file_too_large"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (document().replace('"status": "booked"', '"status": "booked", "status": "cancelled"'),
         "named_twice"),
        (document().replace('"family": "Begum"', '"family": "Begum", "family": "X"'),
         "named_twice"),
        (document(id="a\u0000b"), "nul_character"),
        (document(id="a\ud800b"), "unreadable_character"),
        (document().replace('"Begum"', f'"{"x" * 200_000}"'), "too_long"),
        (document(status="x" * 200_000), "unknown_code"),
        (document(minutesDuration=-5, end=None), "out_of_range"),
        (document(start="0001-01-01T00:00:00+14:00"), "time_unreadable"),
        (document(start="9999-12-31T23:59:59-14:00"), "time_unreadable"),
        (document(start="2999-12-31T00:00:00Z"), "time_unreadable"),
    ],
    ids=lambda each: str(each)[:30],
)  # fmt: skip
def test_json_whose_entry_is_refused(text, code, tmp_path):
    (row_,) = outcome(tmp_path, text.encode())
    assert code in [each.code for each in row_.errors]
    assert max(len(each.text) for each in row_.errors) < 400


def test_huge_numbers_are_no_numbers(tmp_path):
    text = document(end=None, minutesDuration=5).replace(
        '"minutesDuration": 5', f'"minutesDuration": {"9" * 5000}'
    )
    (row_,) = outcome(tmp_path, text.encode())
    assert {"wrong_shape", "not_a_number"} & {each.code for each in row_.errors}


@pytest.mark.parametrize(
    "wrong", [None, 5, "x", [], {}, [[]], [None], [{}], [{"a": [1]}], {"coding": 5}, True, 1e999]
)
@pytest.mark.parametrize("name", sorted(APPOINTMENT))
def test_every_element_may_be_of_any_shape(name, wrong, tmp_path):
    made = bundle({**APPOINTMENT, name: wrong}, *OTHERS)
    outcome(tmp_path, json.dumps(made).replace("Infinity", "1e999").encode())


@pytest.mark.parametrize("at", range(len(OTHERS)))
@pytest.mark.parametrize("wrong", [5, "x", [5], [[{}]], {"x": {"y": 1}}, False])
def test_every_element_of_what_is_referred_to_may_be_too(at, wrong, tmp_path):
    for name in OTHERS[at]:
        if name != "resourceType":
            others = [each if n != at else {**each, name: wrong} for n, each in enumerate(OTHERS)]
            outcome(tmp_path, json.dumps(bundle(APPOINTMENT, *others)).encode())


def test_fifty_thousand_segments_and_messages_without_end(tmp_path):
    assert outcome(tmp_path, (message() + "NTE|1\r" * 50_000).encode()) == "too_many_rows"
    rows = outcome(tmp_path, b"MSH|^~\\&|\r" * 20_000)
    assert len(rows) == 20_000
    rows = outcome(tmp_path, (message() + "x" * 1_000_000).encode())
    assert [each.code for each in rows[0].warnings] == ["stray_line"]


def test_separators_that_are_all_the_same(tmp_path):
    for marks in ("||||", "^^^^", "\\\\\\\\", "~", "", "^~\\&#", "^^\\^"):
        outcome(tmp_path, message().replace(r"^~\&", marks).encode())


def test_escapes_without_end_take_no_time(tmp_path):
    data = message(PID={5: "\\" * 100_001 + "^" + "\\X41" * 50_000}).encode()
    (row_, *_) = outcome(tmp_path, data)
    assert {each.code for each in row_.errors} == {"too_long"}


def test_a_segment_of_a_hundred_thousand_fields(tmp_path):
    made = segment("AIS", {100_000: "x"})
    (row_,) = outcome(tmp_path, (message(AIS=None) + made).encode())
    assert row_.number == 1


@relaxed
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 12))
def test_damaged_bytes_of_fhir(seed, changes, tmp_path):
    for kind in (APPOINTMENTS, SLOTS):
        outcome(tmp_path, damaged(FHIR, seed, changes), kind)


@relaxed
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 12))
def test_damaged_bytes_of_hl7(seed, changes, tmp_path):
    outcome(tmp_path, damaged(HL7, seed, changes))


@relaxed
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 6))
def test_damaged_bytes_of_a_spreadsheet(seed, changes, tmp_path):
    top = row("slot_id", "service", "department", "site", "start", "duration_minutes", "kind")
    good = row("F1", "ENT", "Surgery", "RJ701", cell("16/02/16 10:20", date="2016-02-16T10:20:00"),
               cell("20", float="20"), "new")  # fmt: skip
    path = write_ods(tmp_path, sheet(top, good))
    content = damaged(_content(path), seed, changes)
    read_to_the_end(SLOTS, write_ods(tmp_path, content=content))
    path.write_bytes(damaged(path.read_bytes(), seed, changes))
    read_to_the_end(SLOTS, path)


def _content(path):
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return archive.read("content.xml")


def damaged(data: bytes, seed: int, changes: int) -> bytes:
    """Return data with bytes flipped, cut out, doubled or moved about."""
    dice = random.Random(seed)
    made = bytearray(data)
    for _ in range(changes):
        at = dice.randrange(len(made) or 1)
        length = dice.randrange(1, 40)
        match dice.randrange(4):
            case 0:
                made[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length]
            case _:
                other = dice.randrange(len(made) or 1)
                made[at:at] = made[other : other + length]
    return bytes(made)
