"""Folders that are no place for a SQLite file: on a share, or synced."""

from __future__ import annotations

from pathlib import Path

import pytest

from rota.domain.errors import Unavailable
from rota.domain.times import utc_now
from rota.storage import places
from rota.storage.database import Database
from rota.storage.places import macos_mounts, share_among, synced_by

MOUNTS = r"""/dev/sda1 / ext4 rw,relatime 0 0
//server/share /mnt/share cifs rw,relatime 0 0
server:/export /mnt/my\040files nfs4 rw,relatime 0 0
C:\134 /mnt/c 9p rw,trans=fd,rfd=8,wfd=8 0 0
host /mnt/host 9p rw,trans=tcp,port=564 0 0
user@host:/ /home/asha/remote fuse.sshfs rw,nosuid 0 0
/dev/sdb1 /mnt/share/stick vfat rw 0 0
"""
MAC = """/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//asha@server/share on /Volumes/share (smbfs, nodev, nosuid, mounted by asha)
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/asha/hospital.db", ""),
        ("/mnt/share/rota/hospital.db", "cifs"),
        ("/mnt/sharedthings/hospital.db", ""),
        ("/mnt/my files/hospital.db", "nfs4"),
        ("/mnt/c/hospital.db", ""),
        ("/mnt/host/hospital.db", "9p over tcp"),
        ("/home/asha/remote/hospital.db", "fuse.sshfs"),
        ("/mnt/share/stick/hospital.db", ""),
    ],
)
def test_the_mount_that_a_path_is_on_says_whether_it_is_a_share(path: str, kind: str) -> None:
    assert share_among(Path(path), places._linux_mounts(MOUNTS)) == kind


def test_shares_of_macos_are_known() -> None:
    found = macos_mounts(MAC)
    assert share_among(Path("/Volumes/share/hospital.db"), found) == "smbfs"
    assert share_among(Path("/Users/asha/hospital.db"), found) == ""


@pytest.mark.parametrize(
    ("folder", "program"),
    [
        ("OneDrive - St Example's NHS Trust/Rota", "OneDrive"),
        ("Dropbox (Trust)", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("Library/CloudStorage/GoogleDrive-asha@example.org/My Drive", "Google Drive"),
        ("Nextcloud", "Nextcloud"),
        ("Documents", ""),
        ("Dropbox notes of the rota", ""),
    ],
)
def test_a_synced_folder_is_known_by_its_name(folder: str, program: str, tmp_path: Path) -> None:
    assert synced_by(tmp_path / folder / "hospital.db") == program


@pytest.mark.parametrize("marker", [".dropbox", ".nextcloudsync.log", ".stfolder"])
def test_a_synced_folder_is_known_by_what_its_program_leaves(marker: str, tmp_path: Path) -> None:
    (tmp_path / marker).write_text("")
    with pytest.raises(Unavailable) as caught:
        Database(str(tmp_path / "rota" / "hospital.db"), utc_now, "tester")
    assert caught.value.code == "synced_folder"
    assert "PostgreSQL" in caught.value.text
    assert not (tmp_path / "rota").exists()


def test_a_link_into_a_synced_folder_is_seen_through(tmp_path: Path) -> None:
    there = tmp_path / "Dropbox"
    there.mkdir()
    link = tmp_path / "rota"
    link.symlink_to(there, target_is_directory=True)
    assert synced_by(link / "hospital.db") == "Dropbox"


def test_a_share_is_refused_with_what_to_do_and_no_file_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_linux_mounts", lambda _text: [(str(tmp_path), "cifs")])
    monkeypatch.setattr(places.sys, "platform", "linux")
    with pytest.raises(Unavailable) as caught:
        Database(str(tmp_path / "hospital.db"), utc_now, "tester")
    assert caught.value.code == "network_share"
    assert "PostgreSQL" in caught.value.text
    assert list(tmp_path.iterdir()) == []
