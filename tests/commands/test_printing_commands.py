from __future__ import annotations

import stat
from pathlib import Path

import pytest

from rota.domain.codes import Decision
from rota.services.deciding import decide
from tests.commands.conftest import Said, run_words
from tests.private_cups import PrivateCups
from tests.small_hospital import open_copy

LATER = "2016-01-08 12:00"


def test_a_batch_from_the_printer_to_the_post_and_back_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cups: PrivateCups
) -> None:
    _, storage = open_copy(tmp_path, 1)
    decide(storage, ["A1", "A2", "A4"], Decision.POSTPONE, "no doctor")
    storage.close()

    def say(*words: str) -> Said:
        given = ("--database", str(tmp_path / "hospital.db"), "--now", LATER)
        return run_words(capsys, *words, *given)

    assert "Batches have" not in say("hospital", "--json").out
    assert say("hospital", "--sheets-a-batch", "0", "--json").error == "batch_size"
    assert say("hospital", "--sheets-a-batch", "2", "--json").json["sheets_a_batch"] == 2
    made = say("letters", "render", "--out", str(tmp_path), "--json").json
    assert (made["batch"], made["letters"]) == (1, 3)
    assert [each["batch"] for each in made["batches"]] == [1, 2]
    assert [each["file"] for each in made["batches"]] == made["files"]
    for file in made["files"]:
        assert stat.S_IMODE(Path(file).stat().st_mode) == 0o600

    names = [each["name"] for each in say("letters", "printers", "--json").json["printers"]]
    assert names == ["letters", "trays"]
    to = ("--batch", "1", "--printer", "trays")
    sent = say("letters", "print", *to, "--media", "A4,Tray2", "--key", "k1", "--json").json
    assert (sent["run"], sent["repeated"], sent["job"]) == (1, False, "trays-1")
    assert say("letters", "print", *to, "--key", "k1", "--json").json["repeated"]
    assert say("letters", "print", *to, "--json").error == "unanswered_run"
    (job,) = cups.jobs("trays", 1)
    assert job.pdf == Path(made["files"][0]).read_bytes()
    assert "did it print?" in say("letters", "batches").out
    wrong = ("--run", "1", "--outcome", "from", "--json")
    assert say("letters", "printed", *wrong).error == "unknown_letter"
    answer = say("letters", "printed", "--run", "1", "--outcome", "yes").out
    assert answer.startswith("Run 1 of batch 1: ")
    first = sent["letters"][0]
    assert (
        say("letters", "print", *to, "--from", first, "--json").json["letters"] == (sent["letters"])
    )
    assert say("letters", "print", *to, "--reference", first, "--json").error == "unanswered_run"
    assert say("letters", "print", *to, "--reference", "", "--json").error == "no_letter"
    assert say("letters", "print", *to, "--from", "SR-9", "--key", "k1").code == 1
    other = ("--batch", "2", "--printer", "trays", "--key", "k1", "--json")
    assert say("letters", "print", *other).error == "key_used"

    mark = ("letters", "posted", "--batch", "1")
    assert say(*mark, "--json").error == "unanswered_run"
    assert say("letters", "printed", "--run", "2", "--outcome", "yes").code == 0
    posted = say("letters", "posted", "--batch", "1", "--json").json
    assert posted["not_known_printed"] == 0
    assert "nobody has said" in say("letters", "posted", "--batch", "2").out
    back = ("letters", "returned", "--reference", first)
    assert "has not been told" in say(*back, "--why", "gone away").out
    rows = say("letters", "batches", "--json").json["batches"]
    assert [(row["batch"], row["posted"], row["returned"]) for row in rows] == [
        (2, rows[0]["letters"], 0),
        (1, rows[1]["letters"], 1),
    ]

    paper, sheet = tmp_path / "bags.pdf", tmp_path / "bags.csv"
    listed = say("letters", "manifest", "--batch", "1", "--out", str(sheet), "--json").json
    assert listed["letters"] == rows[1]["letters"]
    assert sum(bag["sheets"] for bag in listed["bags"]) == listed["sheets"] == rows[1]["sheets"]
    assert f",SW,{listed['letters']}," in sheet.read_text("utf-8-sig")
    say("letters", "manifest", "--batch", "1", "--out", str(paper))
    assert paper.read_bytes().startswith(b"%PDF")
    assert "In all" not in say("letters", "manifest", "--batch", "1").out
    assert say("letters", "manifest", "--batch", "9", "--json").error == "unknown_batch"
