"""Folders in which a SQLite file is not safe: network shares, and folders that are synced.

On a share two computers' locks may not hold: both are told that their work is saved, and some of
it is gone (sqlite.org, "How To Corrupt An SQLite Database File", 2.1). A program that syncs takes
copies in the middle of a save, and brings older ones back.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from rota.domain.errors import Unavailable

SHARES = frozenset(
    "nfs nfs4 cifs smb3 smbfs smb2 afpfs webdav davfs davfs2 fuse.davfs2 afs ceph fuse.ceph "
    "fuse.ceph-fuse glusterfs fuse.glusterfs fuse.sshfs fuse.rclone fuse.s3fs fuse.gvfsd-fuse "
    "fuse.smbnetfs fuse.curlftpfs fuse.gcsfuse lustre beegfs ncpfs coda orangefs ocfs2 gfs2".split()
)
"""Kinds of file system that lie on another computer, as Linux and macOS name them."""

SYNCED = (
    ("OneDrive", re.compile(r"onedrive( ?- ?.+)?", re.IGNORECASE)),
    ("Dropbox", re.compile(r"dropbox( \(.+\))?", re.IGNORECASE)),
    ("Google Drive", re.compile(r"google ?drive(-.+)?|drivefs", re.IGNORECASE)),
    ("iCloud", re.compile(r"iclouddrive|mobile documents|com~apple~clouddocs", re.IGNORECASE)),
    ("Nextcloud", re.compile(r"nextcloud|owncloud", re.IGNORECASE)),
    ("Box", re.compile(r"box sync|box-box", re.IGNORECASE)),
    ("Syncthing", re.compile(r"syncthing", re.IGNORECASE)),
    ("Seafile", re.compile(r"seafile|seadrive", re.IGNORECASE)),
    ("pCloud", re.compile(r"pcloud ?drive", re.IGNORECASE)),
    ("a synced folder", re.compile(r"cloudstorage", re.IGNORECASE)),
)
"""Programs that sync, and how their folders are called."""

MARKERS = (
    ("OneDrive", ".849C9593-D756-4E56-8D6E-42412F2A707B"),
    ("Dropbox", ".dropbox"),
    ("Dropbox", ".dropbox.cache"),
    ("Google Drive", ".tmp.driveupload"),
    ("Google Drive", ".tmp.drivedownload"),
    ("Nextcloud", ".nextcloudsync.log"),
    ("Nextcloud", ".owncloudsync.log"),
    ("Syncthing", ".stfolder"),
)
"""What such a program leaves in the folder that it syncs."""

_REMOTE = 4
"""``DRIVE_REMOTE``, of Windows' GetDriveTypeW."""


def refuse_unsafe(path: Path) -> None:
    """Raise Unavailable, with what to do, for a place where a SQLite file would not be safe."""
    if kind := network_share(path):
        raise Unavailable(
            "network_share",
            f"{path.name} lies on a network share ({kind}), where what two people save at once is "
            "lost. Keep the file on a disk of this computer, or use PostgreSQL to work together.",
        )
    if program := synced_by(path):
        raise Unavailable(
            "synced_folder",
            f"{path.name} lies in a folder that {program} syncs, which spoils the file while it is "
            "in use. Keep it in a folder of this computer that is not synced, and put backups "
            "there instead; to work together use PostgreSQL.",
        )


def network_share(path: Path) -> str:
    """Return the kind of share that a path is on; nothing for a disk of this computer."""
    whole = Path(os.path.realpath(path))
    if sys.platform == "win32":
        return _windows_share(whole)
    try:
        if sys.platform == "darwin":
            return share_among(whole, _macos_mounts())
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except (OSError, subprocess.SubprocessError):
        return ""
    return share_among(whole, _linux_mounts(mounts))


def synced_by(path: Path) -> str:
    """Return the program that syncs the folder of a file; nothing where none is known to."""
    for whole in dict.fromkeys((Path(os.path.abspath(path)), Path(os.path.realpath(path)))):
        for folder in whole.parents:
            for program, called in SYNCED:
                if called.fullmatch(folder.name):
                    return program
            for program, marker in MARKERS:
                # A person's own folder holds the settings of Dropbox, and is not synced by it.
                if folder != Path.home() and os.path.lexists(folder / marker):
                    return program
    return ""


def share_among(path: Path, mounts: list[tuple[str, str]]) -> str:
    """Return the kind of share among mounts, each a folder and its kind, that a path is on."""
    kind, depth = "", -1
    for folder, each in mounts:
        where = Path(folder)
        if len(where.parts) >= depth and (path == where or where in path.parents):
            kind, depth = each, len(where.parts)  # of two on one folder, the later one is seen
    return kind if kind in SHARES or kind.startswith("9p over ") else ""


def _linux_mounts(text: str) -> list[tuple[str, str]]:
    found = []
    for line in text.splitlines():
        words = line.split(" ")
        if len(words) < 4:
            continue
        folder = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), words[1])
        kind = words[2]
        if kind == "9p" and (way := re.search(r"trans=(tcp|rdma)", words[3])):
            kind = f"9p over {way[1]}"  # the others lead to the computer that this one runs on
        found.append((folder, kind))
    return found


def _macos_mounts() -> list[tuple[str, str]]:
    said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=True)
    return macos_mounts(said.stdout)


def macos_mounts(text: str) -> list[tuple[str, str]]:
    """Read what ``mount`` says on macOS: ``//who@server/share on /Volumes/share (smbfs, …)``."""
    found = re.finditer(r"^.+? on (?P<folder>/.*) \((?P<kind>\w+)", text, re.MULTILINE)
    return [(each["folder"], each["kind"]) for each in found]


def _windows_share(path: Path) -> str:
    if path.drive.startswith("\\\\"):
        return "a folder of another computer"
    import ctypes

    library = getattr(ctypes, "windll", None)
    if library is not None and library.kernel32.GetDriveTypeW(path.anchor) == _REMOTE:
        return f"drive {path.drive}"
    return ""
