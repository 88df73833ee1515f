"""Programs of their own, to meet on one database or to be killed.

Where the system can, each is forked from one program that has loaded everything: measured, 0.05 s
of a processor each instead of 1.5 s.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

APART: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
APART.set_forkserver_preload(["main", "alembic.command", "pytest"])
LONGEST = 60.0
"""Seconds within which anything waited for has happened, on however slow a machine."""


def run_apart(work: Callable[..., object], *given: object) -> BaseProcess:
    """Start a program that does one piece of work; it ends with the tests at the latest."""
    process: BaseProcess = APART.Process(target=work, args=given, daemon=True)
    process.start()
    return process


def wait_until(is_so: Callable[[], object], every: float = 0.01) -> None:
    """Wait until something is so. Raises TimeoutError if it never is."""
    limit = time.monotonic() + LONGEST
    while not is_so():
        if time.monotonic() > limit:
            raise TimeoutError
        time.sleep(every)


def has_said(path: Path) -> bool:
    """Whether a program has said a whole line in a file."""
    return path.exists() and "\n" in path.read_text(encoding="utf-8")
