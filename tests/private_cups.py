"""A CUPS of our own on loopback: one queue that captures, one with trays that does as well."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

SERVER_BIN = Path("/usr/lib/cups")
LONGEST_START = 20
LONGEST_PRINT = 20

FILES = """
ServerRoot {folder}/etc
ServerBin {folder}/bin
DataDir /usr/share/cups
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/run
TempDir {folder}/tmp
AccessLog {folder}/access_log
ErrorLog {folder}/error_log
PageLog {folder}/page_log
"""
SERVER = """
Listen 127.0.0.1:{port}
Browsing Off
WebInterface No
LogLevel warn
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
QUEUE = """
<{kind} {name}>
DeviceURI capture:{folder}/out/{name}
State Idle
Accepting Yes
JobSheets none none
</{kind}>
"""
BACKEND = """#!/bin/sh
[ $# -eq 0 ] && { echo 'direct capture "Unknown" "Keeps what is printed"'; exit 0; }
out="${DEVICE_URI#capture:}"
printf '%s\\n' "$3" "$4" "$5" > "$out/$1.said"
cat ${6:+"$6"} > "$out/$1.part" && mv "$out/$1.part" "$out/$1.pdf"
"""
PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "TRAYS.PPD"
*Manufacturer: "Strike Rota"
*Product: "(Trays)"
*ModelName: "Trays"
*ShortNickName: "Trays"
*NickName: "Trays"
*PSVersion: "(3010.000) 0"
*cupsFilter2: "application/pdf application/pdf 0 -"
*OpenUI *PageSize/Media Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: ""
*PageSize A5/A5: ""
*CloseUI: *PageSize
*OpenUI *PageRegion/Media Size: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: ""
*PageRegion A5/A5: ""
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "0 0 595 842"
*ImageableArea A5/A5: "0 0 420 595"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
*PaperDimension A5/A5: "420 595"
*OpenUI *InputSlot/Paper Source: PickOne
*DefaultInputSlot: Tray1
*InputSlot Tray1/Tray 1: ""
*InputSlot Tray2/Tray 2: ""
*CloseUI: *InputSlot
*OpenUI *Duplex/2-Sided Printing: PickOne
*DefaultDuplex: None
*Duplex None/Off: ""
*Duplex DuplexNoTumble/Long edge: ""
*CloseUI: *Duplex
"""


def why_no_cups() -> str:
    """Return why the tests with a printer cannot run here; nothing where they can."""
    missing = [each for each in ("cupsd", "lp", "lpstat") if shutil.which(each, path=_PATH) is None]
    return f"CUPS is not installed here (no {', '.join(missing)})" if missing else ""


_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


@dataclass(frozen=True, slots=True)
class Captured:
    """One job as it arrived at the printer."""

    title: str
    copies: int
    options: tuple[str, ...]
    pdf: bytes


class PrivateCups:
    """Starts a cupsd of its own; ``server`` is what CUPS_SERVER must say."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="rota-cups-", dir="/tmp"))
        self.folder.chmod(0o755)
        port = _free_port()
        # Not the socket: lpoptions finds no trays through one that is not the system's own.
        self.server = f"127.0.0.1:{port}"
        self._fill(port)
        self._daemon = self._start()

    def jobs(self, queue: str, number: int) -> list[Captured]:
        """Return the jobs that a queue got, once there are so many."""
        out, until = self.folder / "out" / queue, time.monotonic() + LONGEST_PRINT
        while len(found := sorted(out.glob("*.pdf"), key=_job)) < number:
            if time.monotonic() > until:
                raise AssertionError(f"{len(found)} of {number} jobs came: {self._log()}")
            time.sleep(0.05)
        return [_captured(each) for each in found]

    def stop(self) -> None:
        """End the daemon, as a crashed spooler ends."""
        self._daemon.kill()
        self._daemon.wait()

    def start_again(self) -> None:
        """Start it once more with the queues it had."""
        self._daemon = self._start()

    def remove(self) -> None:
        """End the daemon and take its folder away."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _fill(self, port: int) -> None:
        for name in ("etc/ppd", "bin", "spool", "spool/tmp", "cache", "run", "tmp", "out"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for each in SERVER_BIN.iterdir():
            if each.name != "backend":
                (self.folder / "bin" / each.name).symlink_to(each)
        backend = self.folder / "bin" / "backend" / "capture"
        backend.parent.mkdir()
        backend.write_text(BACKEND)
        backend.chmod(0o700)
        etc = self.folder / "etc"
        (etc / "cups-files.conf").write_text(FILES.format(folder=self.folder))
        (etc / "cupsd.conf").write_text(SERVER.format(folder=self.folder, port=port))
        queues = []
        for name, kind in (("letters", "DefaultPrinter"), ("trays", "Printer")):
            (self.folder / "out" / name).mkdir()
            queues.append(QUEUE.format(kind=kind, name=name, folder=self.folder))
        (etc / "printers.conf").write_text("".join(queues))
        (etc / "ppd" / "trays.ppd").write_text(PPD)

    def _start(self) -> subprocess.Popen[bytes]:
        etc = self.folder / "etc"
        daemon = shutil.which("cupsd", path=_PATH)
        assert daemon is not None
        words = [daemon, "-f", "-c", str(etc / "cupsd.conf"), "-s", str(etc / "cups-files.conf")]
        started = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + LONGEST_START
        ask = ["lpstat", "-h", self.server, "-e"]
        while b"letters" not in subprocess.run(ask, capture_output=True).stdout:
            if started.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"cupsd did not come up: {self._log()}")
            time.sleep(0.05)
        return started

    def _log(self) -> str:
        log = self.folder / "error_log"
        return log.read_text()[-2000:] if log.exists() else "no log"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _job(path: Path) -> int:
    return int(path.stem)


def _captured(path: Path) -> Captured:
    title, copies, options = path.with_suffix(".said").read_text().split("\n")[:3]
    return Captured(title, int(copies), tuple(options.split()), path.read_bytes())
