"""The printers of CUPS, asked through its own programs: never a shell, never a file on disk.

The pages go to ``lp`` through a pipe, so that no letter lies in a temporary folder, not even after
a crash.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Sequence

from rota.domain.errors import Refused, Unavailable
from rota.domain.printing import SIDES, PrinterInfo, PrintOrder

ASK_SECONDS = 10
"""How long a question about the printers may take."""

SEND_SECONDS = 120
"""How long it may take until a job is handed over: 250 sheets are a few megabytes."""

_SIDES_OF = {
    "None": "one-sided",
    "DuplexNoTumble": "two-sided-long-edge",
    "DuplexTumble": "two-sided-short-edge",
}
# CUPS answers in the language of the person; its answers are read here.
_ENGLISH = {"LC_ALL": "C"}
_JOB = re.compile(rb"request id is (\S+)")
_NAME = re.compile(r"[^\s/#'\"?-][^\s/#'\"?]{0,126}")
_MEDIA = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.,-]{0,126}")


def printers() -> tuple[PrinterInfo, ...]:
    """Return the printers of this computer.

    Refuses where CUPS is not there or not running. Raises Unavailable when it is slow to answer.
    """
    _check_running()
    names = _lines("lpstat", "-e")
    default = next(iter(_lines("lpstat", "-d")), "").rpartition(": ")[2]
    return tuple(_described(name, name == default) for name in names)


def send(pdf: bytes, order: PrintOrder, title: str) -> str:
    """Hand a PDF to a printer as it is; return the name of the job.

    Raises Refused when CUPS says no or is not there: then nothing was printed. Raises Unavailable
    when it does not answer in time, so that nobody can know.
    """
    if not _NAME.fullmatch(order.printer):
        raise Refused("unknown_printer", "A printer's name has no spaces, slashes or quotes.")
    if not _MEDIA.fullmatch(order.media):
        raise Refused("unknown_media", "Write the paper as a size, or size and tray: A4,Tray2.")
    _check_running(" Nothing was printed.")
    words = ["lp", "-d", order.printer, "-n", str(order.copies)]
    words += ["-o", f"sides={order.sides}", "-o", f"media={order.media}", "-t", title]
    done = _ask(words, SEND_SECONDS, pdf)
    if done.returncode:
        raise Refused("not_taken", f"The printer did not take the letters: {_said(done.stderr)}")
    found = _JOB.search(done.stdout)
    return found[1].decode("ascii", "replace") if found else ""


def _described(name: str, is_default: bool) -> PrinterInfo:
    """A printer's sides and paper; one that CUPS passes everything on to offers all sides."""
    options = dict(_options(_lines("lpoptions", "-p", name, "-l")))
    duplex = [_SIDES_OF[each] for each in options.get("Duplex", ()) if each in _SIDES_OF]
    sizes, trays = options.get("PageSize", ()), options.get("InputSlot", ())
    first = "A4" if "A4" in sizes or not sizes else sizes[0]
    media = [first, *(f"{first},{tray}" for tray in trays), *(s for s in sizes if s != first)]
    return PrinterInfo(name, is_default, tuple(duplex) or SIDES, tuple(media) if options else ())


def _options(lines: Iterable[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Each line reads ``InputSlot/Paper source: *Auto Tray1 Tray2``; the star marks what is set."""
    for line in lines:
        key, _, choices = line.partition(": ")
        yield key.partition("/")[0], tuple(each.lstrip("*") for each in choices.split())


def _check_running(what_of_it: str = "") -> None:
    if not any(line.endswith(" is running") for line in _lines("lpstat", "-r")):
        raise Refused(
            "no_printing",
            f"The printing service of this computer (CUPS) is not running.{what_of_it}",
        )


def _lines(*words: str) -> Sequence[str]:
    done = _ask(list(words), ASK_SECONDS)
    return [line for line in done.stdout.decode("utf-8", "replace").splitlines() if line.strip()]


def _ask(
    words: list[str], seconds: int, data: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            words,
            input=data or b"",
            capture_output=True,
            timeout=seconds,
            env={**os.environ, **_ENGLISH},
        )
    except FileNotFoundError:
        raise Refused(
            "no_cups",
            "This computer prints without CUPS. Save the batch and print the file itself.",
        ) from None
    except subprocess.TimeoutExpired:
        raise Unavailable(
            "printer_silent",
            "The printers did not answer in time. Look whether the letters come out, then say so.",
        ) from None


def _said(error: bytes) -> str:
    """The last line that a program of CUPS wrote, without its name."""
    lines = error.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].partition(": ")[2] or lines[-1] if lines else ""
