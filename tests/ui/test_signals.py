"""PySide6 6.12.0 loses a reference to True with every emit on Python 3.11; ours must not."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, Signal
class Bell(QObject):
    rung = Signal(object)
app = QCoreApplication([])
bell = Bell()
heard = []
bell.rung.connect(heard.append)
before = sys.getrefcount(True)
for _ in range(1000):
    bell.rung.emit(True)
heard.clear()
assert abs(sys.getrefcount(True) - before) < 50, (before, sys.getrefcount(True))
print("clean")
"""


def test_a_thousand_emits_keep_every_reference() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "clean"
