from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import main
from rota.domain.codes import Decision
from rota.domain.importing import ImportKind
from rota.services.deciding import decide
from tests.commands.conftest import Said, run_words
from tests.small_hospital import appointment, bring_in, open_copy

LATER = "2016-01-07 09:00"
ROWS = [
    appointment(1, "O'Neill", email="one@example.org"),
    appointment(2, "Begum", format="braille"),
    appointment(3, "Cole", format="audio"),
]


def test_letters_leave_in_other_ways_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tools, storage = open_copy(tmp_path, 0)
    bring_in(tools, storage, tmp_path, ImportKind.APPOINTMENTS, ROWS)
    decide(storage, ["A1", "A2", "A3"], Decision.POSTPONE, "no doctor")
    storage.close()
    out = tmp_path / "out"

    def say(*words: str) -> Said:
        given = ("--database", str(tmp_path / "hospital.db"), "--now", LATER)
        return run_words(capsys, "letters", *words, *given)

    say("render", "--out", str(out))
    assert "For: Bea Reader" in say("formats", "--lead", "Bea Reader").out
    listed = say("formats", "--json").json
    assert [(each["appointment_id"], each["format"]) for each in listed["letters"]] == [
        ("A2", "braille"),
        ("A3", "audio"),
    ]
    made = say("formats", "--out", str(out), "--json").json
    assert [(each["batch"], each["medium"]) for each in made["batches"]] == [
        (2, "braille"),
        (3, "audio"),
    ]
    for batch in made["batches"]:
        assert [Path(file).is_file() for file in batch["files"]] == [True, True]
    assert say("formats", "--out", str(out)).out == "No letter is ready in these formats.\n"
    again = say("formats", "--out", str(tmp_path / "more"), "--batch", "3", "--json").json
    assert Path(again["files"][1]).name == "batch-0003-audio.zip"
    assert say("formats", "--out", str(out), "--batch", "1", "--json").error == "only_paper"

    copied = say("copy", "--reference", "SR-000001", "--out", str(out), "--json").json
    assert copied["files"] == [str(out / "SR-000001.pdf")]
    assert (
        say("copy", "--reference", "SR-000002", "--out", str(out), "--json").error == "other_format"
    )
    assert say("copy", "--reference", "SR-9", "--out", str(out), "--json").error == "unknown_letter"

    file = tmp_path / "messages.json"
    told = say("messages", "--batch", "1", "--out", str(file), "--json").json
    assert (told["letters"], told["counts_as_told"]) == (["SR-000001"], False)
    assert "does not count" in say("messages", "--batch", "1", "--out", str(file)).out

    archive = tmp_path / "service.zip"
    words = ("service-file", "--batch", "1", "--out", str(archive))
    sent = say(*words, "--key", "k1", "--json").json
    assert (sent["run"], sent["repeated"], sent["left_out"]) == (1, False, [])
    assert [each["reference"] for each in sent["letters"]] == ["SR-000001"]
    assert zipfile.ZipFile(archive).namelist() == ["letters.csv", "SR-000001.pdf"]
    assert "nothing was written again" in say(*words, "--key", "k1").out
    assert say(*words, "--json").error == "unanswered_run"
    assert say("service-file", "--batch", "1", "--out", "x.pdf").code == 2

    storage = main.tools().open_storage(str(tmp_path / "hospital.db"), main.tools().clock)
    with storage.read() as work:
        texts = [each.text for each in work.journal.entries(50)]
        assert work.journal.first_bad() is None
    storage.close()
    for wanted in (
        "Wrote the braille of batch 2 to files: 1 in all.",
        "Copied 1 letter of batch 1 to files.",
        "Handed out the messages of 1 letter of batch 1.",
        "Run 1 of batch 1: 1 letter.",
    ):
        assert wanted in texts
    assert not any(name in text for text in texts for name in ("O'Neill", "Begum", "Cole"))
