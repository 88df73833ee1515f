"""What letters say of the hospital, by command; and the phone list."""

import json

import pytest

from main import main


def run(capsys, *words):
    status = main([*words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_details_are_set_in_part_and_shown(capsys, tmp_path):
    database = ("--database", str(tmp_path / "h.db"))
    status, said = run(
        capsys, "hospital", "--name", "St Anne's", "--phone", "01632 960001", *database
    )
    assert (status, said["name"], said["sender"]) == (0, "St Anne's", "")
    assert run(capsys, "hospital", "--sender", "Ann Price", *database)[1]["name"] == "St Anne's"
    assert run(capsys, "hospital", *database)[1]["sender"] == "Ann Price"


@pytest.mark.parametrize(("nation", "status"), [("sct", 0), ("FRA", 1)])
def test_bank_holidays_are_those_of_a_nation(capsys, tmp_path, nation, status):
    database = ("--database", str(tmp_path / "h.db"))
    assert run(capsys, "hospital", "--nation", nation, *database)[0] == status


def test_the_phone_list_of_an_unknown_window_is_refused(capsys, tmp_path):
    words = ("letters", "phone-list", "--window", "7", "--database", str(tmp_path / "h.db"))
    status, said = run(capsys, *words)
    assert (status, said["error"]["code"]) == (1, "unknown_window")


def test_an_empty_database_name_is_refused_and_touches_nothing(capsys):
    status, said = run(capsys, "letters", "queue", "--database", "")
    assert (status, said["error"]["code"]) == (1, "no_database")


def test_a_new_file_is_named_as_new(capsys, tmp_path):
    main(["letters", "queue", "--database", str(tmp_path / "typo.db")])
    assert "new, empty hospital file" in capsys.readouterr().err


def test_times_of_the_post_are_set_and_shown(capsys, tmp_path):
    database = ("--database", str(tmp_path / "h.db"))
    times = ("--post-collection", "16:00", "--print-cutoff", "14:30")
    status, said = run(capsys, "hospital", *times, *database)
    assert (status, said["post_collection"], said["print_cutoff"]) == (0, "16:00", "14:30")
    status, said = run(capsys, "hospital", "--post-collection", "noon", *database)
    assert (status, said["error"]["code"]) == (1, "not_a_time")


def test_a_sheet_to_try_an_envelope_with_is_written(capsys, tmp_path):
    out = tmp_path / "sheet.pdf"
    words = ("letters", "test-sheet", "--out", str(out), "--envelope", "DL")
    status, said = run(capsys, *words)
    assert (status, said["envelope"]) == (0, "DL")
    assert out.read_bytes().startswith(b"%PDF")


def test_the_envelopes_in_use_are_set_or_refused(capsys, tmp_path):
    database = ("--database", str(tmp_path / "h.db"))
    assert run(capsys, "hospital", "--envelope", "DL", *database)[1]["envelope"] == "DL"
    status, said = run(capsys, "hospital", "--envelope", "C4", *database)
    assert (status, said["error"]["code"]) == (1, "unknown_envelope")
    assert run(capsys, "hospital", *database)[1]["envelope"] == "DL"
