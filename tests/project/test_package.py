"""What is installed: every module, and every file beside them that the program reads."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from setuptools import find_packages

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUP = PROJECT["tool"]["setuptools"]
INSTALLED = find_packages(str(ROOT), **SETUP["packages"]["find"])


def is_installed(path: Path) -> bool:
    """Say whether a file goes into the wheel: as a module, or by a glob of its package."""
    folder = path.parent
    while folder != ROOT:
        package = ".".join(folder.relative_to(ROOT).parts)
        if package in INSTALLED:
            within = path.relative_to(folder).as_posix()
            if within.endswith(".py") and "/" not in within:
                return True
            globs = SETUP["package-data"].get(package, [])
            if any(fnmatch(within, glob.replace("**/", "*")) for glob in globs):
                return True
        folder = folder.parent
    return False


def files_of(package: str) -> list[Path]:
    return [
        path
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]


@pytest.mark.parametrize("package", ["rota", "ui", "resources"])
def test_every_file_of_the_program_is_installed(package: str) -> None:
    left_out = [path for path in files_of(package) if not is_installed(path)]
    assert left_out == []


def test_tests_and_documents_are_not_installed() -> None:
    assert [
        name for name in INSTALLED if name.split(".")[0] not in ("rota", "ui", "resources")
    ] == []


def test_every_kind_of_resource_is_there() -> None:
    folders = {path.parent.name for path in files_of("resources")}
    assert {"rules", "letters", "icons", "fonts", "demo"} <= folders


@pytest.mark.parametrize("path", sorted((ROOT / "resources" / "rules").glob("*.toml")), ids=str)
def test_every_rule_file_reads(path: Path) -> None:
    assert tomllib.loads(path.read_text(encoding="utf-8"))


def test_the_library_that_breaks_python_is_kept_out() -> None:
    qt = next(each for each in PROJECT["project"]["dependencies"] if "PySide6" in each)
    assert "!=6.12.0" in qt
