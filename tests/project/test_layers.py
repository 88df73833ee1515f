"""Imports point one way, time has one home, and the linter that says so is awake."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("rota", "ui")
SOURCES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py")
)  # fmt: skip
CLOCK_HOME = ROOT / "rota" / "domain" / "times.py"
LINT = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, check=False
    )


def test_every_contract_on_imports_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("rota/domain/grades.py", "import rota.services.windows", "Imports point one way"),
        ("rota/commands/run.py", "import rota.storage.database", "never touch an adapter"),
        ("rota/services/windows.py", "import PySide6.QtCore", "Qt lives in ui only"),
        ("rota/tables/reader.py", "import sqlalchemy", "SQL lives in rota.storage only"),
    ],
)
def test_a_planted_breach_is_found(module: str, line: str, contract: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    assert lint(tmp_path).returncode == 0
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode != 0
    broken = [row for row in done.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(contract in row for row in broken)


def calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_time_and_zones_have_one_home(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    now = [call for call in calls(tree) if call.endswith(("datetime.now", ".utcnow", "date.today"))]
    zones = [name for name in imports(tree) if name.split(".")[0] in ("zoneinfo", "pytz")]
    if path == CLOCK_HOME:
        assert now == ["datetime.now"]
        assert zones == ["zoneinfo"]
    else:
        assert (now, zones) == ([], [])


def test_the_domain_knows_nothing_but_the_standard_library_and_dateutil() -> None:
    known = {*sys.stdlib_module_names, "dateutil", "rota"}
    for path in (ROOT / "rota" / "domain").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        strange = {name for name in imports(tree) if name.split(".")[0] not in known}
        beyond = {
            name
            for name in imports(tree)
            if name.startswith("rota.") and not name.startswith("rota.domain")
        }
        opens = {call for call in calls(tree) if call == "open" or call.endswith(".open")}
        assert (strange, beyond, opens) == (set(), set(), set()), path.name


def test_the_composition_root_stays_short() -> None:
    assert len((ROOT / "main.py").read_text(encoding="utf-8").splitlines()) < 100


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_is_for(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert said, "no docstring"
    assert said.splitlines()[0].endswith((".", "?"))
