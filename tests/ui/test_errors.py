from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from rota.domain.errors import Refused, Unavailable
from ui.errors import ErrorHook, present, scrubbed, sentence


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def hook(qapp: QApplication) -> Iterator[ErrorHook]:
    made = ErrorHook()
    made.install()
    yield made
    made.remove()
    made.deleteLater()


def boxes(parent: QWidget) -> list[QMessageBox]:
    return [box for box in parent.findChildren(QMessageBox) if box.isVisible()]


def bug(patient: str) -> BaseException:
    try:
        try:
            {}[patient]
        except KeyError as error:
            raise ValueError(f"no bed for {patient}") from error
    except ValueError as error:
        return error


@pytest.mark.parametrize("kind", [Refused, Unavailable])
def test_a_known_no_shows_its_own_sentence_and_logs_nothing(
    parent: QWidget, kind: type[Refused], caplog: pytest.LogCaptureFixture
) -> None:
    present(kind("full", "The list on 12 January is full."), parent)
    assert [box.text() for box in boxes(parent)] == ["The list on 12 January is full."]
    assert not caplog.records


def test_a_bug_is_logged_without_any_value(
    parent: QWidget, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        present(bug("Siobhan O'Neill"), parent)
    assert "Siobhan" not in caplog.text
    assert "ValueError" in caplog.text
    assert "after KeyError" in caplog.text
    assert "test_errors.py:" in caplog.text
    assert "Siobhan" not in boxes(parent)[0].text()
    assert "went wrong" in boxes(parent)[0].text()


def test_many_bugs_show_one_dialog(parent: QWidget) -> None:
    for _ in range(5):
        present(bug("x"), parent)
    assert len(boxes(parent)) == 1


def test_a_chain_that_bites_its_tail_is_still_scrubbed() -> None:
    first, second = ValueError("a"), KeyError("b")
    first.__context__, second.__context__ = second, first
    assert scrubbed(first) == "ValueError\nafter KeyError"


def test_a_sentence_for_everything() -> None:
    assert sentence(Refused("a", "No.")) == "No."
    assert "went wrong" in sentence(ValueError("secret"))


def test_what_nobody_caught_is_shown(parent: QWidget, hook: ErrorHook, qtbot: QtBot) -> None:
    parent.activateWindow()
    error = Refused("late", "It is too late for second class.")
    sys.excepthook(type(error), error, None)
    qtbot.waitUntil(lambda: any(isinstance(w, QMessageBox) for w in QApplication.topLevelWidgets()))
    close_boxes()


def test_what_nobody_caught_on_another_thread_is_shown(hook: ErrorHook, qtbot: QtBot) -> None:
    def fail() -> None:
        raise Refused("late", "Said on another thread.")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: any(isinstance(w, QMessageBox) for w in QApplication.topLevelWidgets()))
    close_boxes()


def test_the_hooks_are_put_back(qapp: QApplication) -> None:
    before = sys.excepthook
    made = ErrorHook()
    made.install()
    assert sys.excepthook != before
    made.remove()
    assert sys.excepthook == before
    made.deleteLater()


def close_boxes() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QMessageBox):
            widget.close()
