"""Runs commands as a person does: words in, an exit status, one answer and messages out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import main
from rota.domain.importing import ImportKind
from tests.conftest import Addresses
from tests.trust_files import APPOINTMENTS, DUTIES, STAFF, Files

NOW = "2016-01-08 09:00"


@dataclass(frozen=True)
class Said:
    """What one command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The code of a refusal."""
        assert self.code == 1, self
        return str(self.json["error"]["code"])


Run = Callable[..., Said]


def run_words(capsys: pytest.CaptureFixture[str], *words: str) -> Said:
    """Run the program in this process. Bad usage leaves through SystemExit, as argparse has it."""
    capsys.readouterr()
    try:
        code = main.main(words)
    except SystemExit as end:
        code = int(end.code or 0)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    assert "went wrong in the program" not in err, err
    return Said(code, out, err)


@pytest.fixture
def address(addresses: Addresses, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database; or the small hospital, for a test that asks for it."""
    if "hospital" not in request.fixturenames:
        return addresses.migrated()

    def fill(address: str) -> None:
        folder = tmp_path / "filling"
        folder.mkdir()
        fill_hospital(address, Files(folder))

    return addresses.filled("small trust", fill)


def fill_hospital(address: str, files: Files) -> None:
    """Import the small hospital with one confirmed window: emergency care only, Tue 12 Jan 2016."""
    for kind, rows in (
        (ImportKind.STAFF, STAFF),
        (ImportKind.WINDOWS, ({},)),
        (ImportKind.DUTIES, DUTIES),
        (ImportKind.REQUIREMENTS, ({},)),
        (ImportKind.APPOINTMENTS, APPOINTMENTS),
    ):
        words = ("import", kind.value, str(files.write(kind, *rows)))
        assert main.main([*words, "--database", address, "--now", NOW]) == 0


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str], address: str) -> Run:
    """Run a command on a fresh database and ask for JSON."""

    def run(*words: object) -> Said:
        told = [str(word) for word in words]
        return run_words(capsys, *told, "--database", address, "--json", "--now", NOW)

    return run


@pytest.fixture
def in_words(capsys: pytest.CaptureFixture[str], address: str) -> Run:
    """Run a command on the same database and ask for words."""

    def run(*words: object) -> Said:
        told = [str(word) for word in words]
        return run_words(capsys, *told, "--database", address, "--now", NOW)

    return run


@pytest.fixture
def done(program: Run) -> Run:
    """Run a command that must succeed."""

    def run(*words: object) -> Said:
        said = program(*words)
        assert said.code == 0, said
        return said

    return run


@pytest.fixture
def hospital(done: Run) -> Run:
    """Run a command that must succeed on the small hospital."""
    return done


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)
