"""``tell``, ``derogation`` and ``rota``: what they answer, write and refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Run, Said, run_words

pytestmark = pytest.mark.one_engine
NIGHT = ("--start", "2016-01-12 20:30", "--end", "2016-01-13 08:00")


@pytest.fixture
def in_strike(capsys: pytest.CaptureFixture[str], address: str) -> Run:
    """Run a command on the same database on the evening of the strike."""

    def run(*words: object) -> Said:
        told = [str(word) for word in words]
        given = ("--database", address, "--now", "2016-01-12 21:00")
        return run_words(capsys, *told, *given)

    return run


def cover(hospital: Run) -> None:
    words = ("--window", 1, "--staff", "C1", "--service", "ED", *NIGHT)
    hospital("assign", *words, "--override-why", "agreed")


def state(hospital: Run) -> str:
    (person,) = hospital("tell", "list", "--window", 1).json["people"]
    (one,) = person["covers"]
    assert person["staff_id"] == "C1"
    return str(one["state"])


def test_people_are_told_and_answer(hospital: Run) -> None:
    cover(hospital)
    assert state(hospital) == "not_told"
    hospital("tell", "--window", 1, "told", "--staff", "C1", "--how", "by phone")
    assert state(hospital) == "no_answer"
    answer = hospital("tell", "reply", "--cover", 1, "--answer", "accepted").json
    assert answer == {"covers": [1], "answer": "accepted"}
    assert state(hospital) == "accepted"
    hospital("undo")
    assert state(hospital) == "no_answer"


def test_declining_opens_the_gap_again(hospital: Run) -> None:
    gaps = hospital("gaps", "--window", 1).json["missing_person_minutes"]
    cover(hospital)
    hospital("tell", "reply", "--cover", 1, "--answer", "declined")
    assert hospital("gaps", "--window", 1).json["missing_person_minutes"] == gaps


def test_notices_are_written_and_nothing_is_said_to_be_sent(hospital: Run, tmp_path: Path) -> None:
    cover(hospital)
    hospital("tell", "contact", "Rota desk, 1234")
    said = hospital("tell", "notices", "--window", 1, "--out", tmp_path / "all")
    assert said.json["files"] == [str(tmp_path / "all" / "cover-notices.pdf")]
    assert "Nothing was sent" in said.err
    said = hospital("tell", "notices", "--window", 1, "--out", tmp_path / "each", "--separate")
    assert [Path(name).name for name in said.json["people"][0]["files"]] == [
        "cover-0001.pdf",
        "cover-0001.ics",
        "cover-0001.txt",
    ]
    assert "ring: Rota desk, 1234." in (tmp_path / "each" / "cover-0001.txt").read_text("utf-8")


def test_a_file_in_the_place_of_the_folder_is_refused(program: Run, hospital: Run) -> None:
    cover(hospital)
    said = program("tell", "notices", "--window", 1, "--out", "/dev/null/x")
    assert said.error == "no_folder"


def test_refusals_of_telling(program: Run, hospital: Run, tmp_path: Path) -> None:
    assert hospital("tell", "list", "--window", 1).json["people"] == []
    out = ("--out", tmp_path)
    assert program("tell", "notices", "--window", 1, *out).error == "nobody_to_tell"
    assert program("tell", "list", "--window", 9).error == "unknown_window"
    told = ("tell", "told", "--window", 1, "--staff", "C1", "--how", "x")
    assert program(*told).error == "no_cover"
    assert program("tell", "reply", "--cover", 5, "--answer", "accepted").error == "unknown_cover"


@pytest.mark.parametrize(
    "words",
    [
        "tell", "tell reply --cover 1", "tell reply --cover 1 --answer perhaps",
        "tell told --window 1 --staff C1", "derogation", "derogation ask --window 1",
        "derogation answer --id 1 --answer maybe", "rota --window 1",
        "rota --window 1 --out rota.txt", "rota --window 1 --out rota.pdf --paper a5",
    ],
)  # fmt: skip
def test_bad_usage_is_exit_2(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_words(capsys, *words.split()).code == 2


def test_the_window_has_to_be_named(program: Run) -> None:
    said = program("tell", "list")
    assert (said.code, said.out) == (2, "")
    assert "--window ID" in said.err


def ask(run: Run, *more: object) -> Said:
    words = ("--window", 1, "--service", "ED", "--grade", "Registrar", "--risk", "No airway")
    return run("derogation", "ask", *words, *NIGHT, "--by", "Medical director", *more)


def test_a_derogation_from_asking_to_outcome(
    program: Run, hospital: Run, in_strike: Run, tmp_path: Path
) -> None:
    assert ask(program).error == "strike_not_begun"
    gaps = hospital("gaps", "--window", 1).json
    made = ask(in_strike, "--decide-by", "2016-01-12 23:00", "--json").json
    assert (made["derogation"], made["grade"], made["union"]) == (1, "ST", None)
    assert [each["rule"] for each in made["findings"]] == ["derogation_evidence"]
    answer = ("derogation", "answer", "--json", "--id", 1, "--answer")
    granted = in_strike(*answer, "granted").json
    assert "derogation_chain" in [each["rule"] for each in granted["findings"]]
    assert in_strike(*answer, "supported").code == 0
    assert in_strike("derogation", "withdraw", "--id", 1, "--by", "the union").code == 0
    assert in_strike(*answer, "refused").error == "withdrawn"
    hospital("derogation", "outcome", "--id", 1, "--text", "No harm.")
    out = tmp_path / "log.csv"
    log = hospital("derogation", "list", "--window", 1, "--out", out).json
    assert log["counted_as_cover"] is False
    (entry,) = log["derogations"]
    assert (entry["state"], entry["outcome"]) == ("withdrawn", "No harm.")
    assert "Medical director" in out.read_text("utf-8-sig")
    assert hospital("gaps", "--window", 1).json == gaps


def test_the_log_in_words_says_that_it_is_not_cover_and_the_time_left(
    hospital: Run, in_words: Run, in_strike: Run
) -> None:
    listed = ("derogation", "list", "--window", 1)
    begins = "A derogation is never counted as cover.\nOne can be asked for once"
    assert in_words(*listed).out.startswith(begins)
    ask(in_strike, "--decide-by", "2016-01-12 23:00")
    assert "2 h left" in in_strike(*listed).out


def test_the_rota_is_written(program: Run, hospital: Run, tmp_path: Path) -> None:
    out = tmp_path / "rota.pdf"
    words = ("rota", "--window", 1, "--out", out)
    assert hospital(*words, "--paper", "a3").json == {"window": 1, "files": [str(out)]}
    assert out.read_bytes().startswith(b"%PDF")
    assert program(*words, "--service", "Moon base").error == "unknown_service"
