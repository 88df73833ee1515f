"""What letters say of the hospital, by command; and the phone list."""

import json

import pytest

from main import main
from tests.services.test_trust_setup import png


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
    times = ("--post-collection", "16:00", "--print-cutoff", "14:30", "--post-margin", "2")
    status, said = run(capsys, "hospital", *times, *database)
    assert (status, said["post_collection"], said["print_cutoff"]) == (0, "16:00", "14:30")
    assert said["post_margin"] == "2"
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


def test_sites_languages_logo_and_own_envelopes_are_set_by_command(capsys, tmp_path):
    database = ("--database", str(tmp_path / "h.db"))
    logo = tmp_path / "logo.png"
    logo.write_bytes(png(300, 100))
    site = ("--site", "STA", "--site-name", "St Anne's", "--site-phone", "020 1", "--nation", "sct")
    status, said = run(capsys, "hospital", *site, "--languages", "cy,pl", *database)
    assert (status, said["languages"], said["missing"]) == (
        0, ["cy", "pl"], ["the hospital's name", "a phone number"])  # fmt: skip
    assert said["sites"] == [
        {"site": "STA", "printed_name": "St Anne's", "address": "", "phone": "020 1",
         "phone_hours": "", "nation": "SCT"}]  # fmt: skip
    run(capsys, "hospital", "--site", "STA", "--site-hours", "9 to 5", *database)
    status, said = run(capsys, "hospital", "--logo", str(logo), *database)
    assert (status, said["logo"]) == (0, True)
    assert (said["sites"][0]["phone"], said["sites"][0]["phone_hours"]) == ("020 1", "9 to 5")
    measured = ("--envelope-size", "229x162", "--envelope-window", "18,55,95,40")
    added = ("--envelope-add", "Ours", *measured, "--envelope", "Ours", "--envelope-tried")
    batches = ("--sheets-a-batch", "120", "--reminder-days", "7,2", "--no-logo")
    status, said = run(capsys, "hospital", *added, *batches, *database)
    assert (status, said["envelope"], said["logo"]) == (0, "Ours", False)
    assert (said["sheets_a_batch"], said["reminder_days"]) == (120, "7,2")
    assert [each["own"] for each in said["envelopes"] if each["verified"]] == [True]
    out = tmp_path / "sheet.pdf"
    words = ("letters", "test-sheet", "--envelope", "Ours", "--out", str(out), *database)
    assert run(capsys, *words)[0] == 0
    assert out.read_bytes().startswith(b"%PDF")
    main(["hospital", *database])
    assert "Site STA: St Anne's, 020 1, 9 to 5, SCT" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--site-name", "St Anne's"), "site_missing"),
        (("--languages", "cy,xx"), "unknown_language"),
        (("--envelope-add", "Ours"), "envelope_measures"),
        (("--envelope-remove", "DL"), "unknown_envelope"),
        (("--logo", "nowhere.png"), "not_read"),
        (("--logo", __file__), "logo_kind"),
        (("--sheets-a-batch", "9999"), "batch_size"),
    ],
)
def test_what_cannot_be_set_up_is_refused_in_words(capsys, tmp_path, words, code):
    status, said = run(capsys, "hospital", *words, "--database", str(tmp_path / "h.db"))
    assert (status, said["error"]["code"]) == (1, code)


def test_lengths_that_are_none_are_bad_usage(tmp_path):
    words = ("--envelope-add", "Ours", "--envelope-size", "229")
    with pytest.raises(SystemExit) as left:
        main(["hospital", *words, "--database", str(tmp_path / "h.db")])
    assert left.value.code == 2


def test_what_looks_mistyped_is_said_and_kept_and_what_is_usual_is_named(capsys, tmp_path):
    database = ("--database", str(tmp_path / "h.db"))
    main(["hospital", "--phone", "banana", "--email", "x", "--nation", "NIR", *database])
    out, err = capsys.readouterr()
    assert "Phone: banana" in out
    assert "Post collection: 17:30 (usual)" in out
    assert "Envelope: C5 (usual)" in out
    assert "change the words for your nation" in out
    assert "fewer than 9 digits" in err
    assert "no @" in err
    main(["hospital", "--phone", "01632 960001", "--nation", "ENG", *database])
    out, err = capsys.readouterr()
    assert "digits" not in err
    assert "NHS 111" not in out


def test_a_test_sheet_is_for_the_envelopes_in_use(capsys, tmp_path):
    database = ("--database", str(tmp_path / "h.db"))
    sheet = ("letters", "test-sheet", "--out", str(tmp_path / "sheet.pdf"), *database)
    assert run(capsys, *sheet)[1]["envelope"] == "C5"
    run(capsys, "hospital", "--envelope", "DL", *database)
    assert run(capsys, *sheet)[1]["envelope"] == "DL"
