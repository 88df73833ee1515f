from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from rota.domain.errors import Unavailable
from rota.storage.database import Database
from tests.engines import SqliteFiles
from tests.strike_hospital import NOW, fill, tools
from ui.desktop import open_window, take_shots

ROOT = Path(__file__).parents[2]
PAGES = {"strikes", "cover", "appointments", "letters"}


@pytest.fixture
def address(sqlite_files: SqliteFiles, tmp_path: Path) -> str:
    made = sqlite_files.copy_to(tmp_path / "hospital.db")
    storage = Database(made, lambda: NOW, "tester")
    fill(storage, tmp_path)
    storage.close()
    return made


@pytest.mark.parametrize(("theme", "scale"), [("light", 1), ("dark", 2)])
def test_every_page_has_its_picture(
    qapp: QApplication, address: str, tmp_path: Path, theme: str, scale: int
) -> None:
    paths = take_shots(tools(), address, tmp_path / "shots", theme, scale, NOW)
    assert {path.stem for path in paths} >= PAGES
    for path in paths:
        image = QImage(str(path))
        assert (image.width(), image.height()) == (1280 * scale, 720 * scale)
        colours = {image.pixel(x, y) for x in range(0, 1280, 7) for y in range(0, 720, 7)}
        assert len(colours) > 10, path.name
        assert (image.pixelColor(1, 1).lightness() < 128) == (theme == "dark")


def test_pictures_of_an_empty_hospital(
    qapp: QApplication, sqlite_files: SqliteFiles, tmp_path: Path
) -> None:
    bare = sqlite_files.copy_to(tmp_path / "bare.db")
    assert len(take_shots(tools(), bare, tmp_path, "light", 1, NOW)) >= len(PAGES)


def test_a_folder_that_cannot_be_is_said(qapp: QApplication, address: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be made"):
        take_shots(tools(), address, tmp_path / "file" / "shots", "light", 1, NOW)


def test_without_a_display_the_window_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux can lack a display")
    with pytest.raises(Unavailable, match="There is no display"):
        open_window(tools(), address, False, None)


@pytest.mark.slow
def test_the_demo_without_a_display_leaves_pictures_and_letters(tmp_path: Path) -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: said for name, said in os.environ.items() if name not in hidden}
    environment["TMPDIR"] = str(tmp_path)
    if not sys.platform.startswith("linux"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    run = subprocess.run(
        [sys.executable, "main.py", "--demo"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    folder = Path(run.stdout.rstrip("\n"))
    assert folder.is_absolute()
    assert " " not in str(folder)
    names = {path.name for path in folder.iterdir()}
    assert {f"{page}-{look}.png" for page in PAGES for look in ("light", "dark")} <= names
    assert (folder / "batch-0001.pdf").read_bytes().startswith(b"%PDF")
    assert "There is no display" in run.stderr
    assert "Traceback" not in run.stderr
