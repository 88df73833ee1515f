"""``letters release``, ``releases``, ``call`` and ``phone-list``."""

from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Run, run_words

pytestmark = pytest.mark.one_engine
EVE = "2016-01-11 09:00"


def test_a_hold_is_let_go_by_two_people(hospital: Run, program: Run, in_words: Run) -> None:
    correct = ("patient", "correct", "--appointment", "A2", "--why", "asked us")
    hospital(*correct, "--set", "do_not_post=Y")
    hospital("decide", "--appointment", "A2", "--decision", "postpone", "--why", "no cover")
    ask = ("letters", "release", "--appointment", "A2", "--code", "do_not_post", "--why", "agreed")
    way = ("--address", "Mr Owen Price; c/o Reception; Main Street", "--hand-to", "Cara")
    assert program(*ask, "--who", "Ann").error == "address_missing"
    (asked,) = hospital(*ask, "--who", "Ann", *way).json["releases"]
    assert asked["address"] == ["Mr Owen Price", "c/o Reception", "Main Street"]
    assert (asked["answer"], asked["answered_at"]) == (None, None)
    assert hospital("letters", "releases").json["releases"] == [asked]
    assert "A2" in in_words("letters", "releases").out
    answer = ("letters", "release", "--answer", str(asked["release"]))
    assert program(*answer, "--who", "Bea").error == "yes_or_no"
    assert program(*answer, "--yes", "--who", "ANN ").error == "same_person"
    assert program("letters", "release", "--yes", "--who", "Bea").error == "which_release"
    assert program("letters", "release", "--who", "Bea").error == "which_letter"
    given = hospital(*answer, "--yes", "--who", "Bea").json["release"]
    assert (given["answer"], given["answered_by"]) == ("yes", "Bea")
    (queued,) = hospital("letters", "queue").json["letters"]
    assert (queued["state"], queued["released"], queued["hand_to"], queued["notes"]) == (
        "ready", ["do_not_post"], "Cara", ["by_hand"],
    )  # fmt: skip
    assert "Nothing waits" in in_words("letters", "releases").out
    back = ("letters", "release", "--withdraw", str(asked["release"]), "--who", "Dev")
    assert program(*back, "--answer", "1").error == "which_release"
    assert hospital(*back).json["release"]["answer"] == "withdrawn"
    assert program(*back).error == "not_in_force"


def test_calls_are_recorded_and_listed(
    hospital: Run, address: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    hospital("decide", "--appointment", "A1,A2", "--decision", "postpone", "--why", "no cover")

    def run(*words: object, json: bool = True) -> Any:
        told = [*map(str, words), "--database", address, "--now", EVE]
        said = run_words(capsys, *told, *(["--json"] if json else []))
        return said.json if json else said

    made = run("letters", "render", "--out", tmp_path / "out", json=False).out
    assert "2 letters can no longer arrive in time: ring these patients first" in made
    assert [each["told"] for each in run("letters", "phone-list", "--window", 1)["calls"]] == [
        False, False,
    ]  # fmt: skip
    said = run("letters", "phone-list", "--window", 1, json=False).out
    assert "nobody can ring: reach them another way." in said
    assert "No number: ask the GP practice for one" in said
    call = ("letters", "call", "--appointment", "A1", "--who", "Dee", "--outcome")
    assert run(*call, "message_left", "--note", "with a neighbour")["outcome"] == "message_left"
    assert "message left" in run("letters", "phone-list", "--window", 1, json=False).out
    assert run(*call, "told")["who"] == "Dee"
    first, second = run("letters", "phone-list", "--window", 1)["calls"]
    assert (first["told"], second["told"]) == (True, False)
    assert [each["note"] for each in first["tries"]] == ["with a neighbour", ""]
    assert first["tries"][0]["at_utc"] == "2016-01-11T09:00:00+00:00"
    assert "Begum" not in run("letters", "phone-list", "--window", 1, json=False).out
    out = tmp_path / "calls.pdf"
    made = run("letters", "phone-list", "--window", 1, "--out", out)
    assert made["file"] == str(out)
    assert out.read_bytes().startswith(b"%PDF")
    wrong = run("letters", "phone-list", "--window", 1, "--out", tmp_path / "calls.doc")
    assert wrong["error"]["code"] == "unknown_kind"
