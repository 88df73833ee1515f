"""The strike pack: files with a digest each, sealed by a manifest that anybody can check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = "strike-rota-pack-1"
MANIFEST = "manifest.json"
SUMS = "sha256sums.txt"
SIGNATURES = "signatures.json"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file of a pack and what it is."""

    name: str
    what: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Return its digest."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class PackTitle:
    """Of which strike a pack is, as of when, and where the history stood.

    Times are local with offset. ``journal_sha256`` seals every entry up to ``journal_entry``.
    ``has_patients``: it names patients.
    """

    window: int
    revision: int
    title: str
    made_at: str
    made_by: str
    journal_entry: int
    journal_sha256: str
    has_patients: bool


@dataclass(frozen=True, slots=True)
class PackSeal:
    """What a pack says of itself: its seal, of which strike it is, who made it and when."""

    sealed_sha256: str
    window: int
    title: str
    made_at: str
    made_by: str
    has_patients: bool


def read_seal(said: Mapping[str, Any]) -> PackSeal:
    """Return what a manifest says of itself. Raises KeyError, ValueError where it does not."""
    return PackSeal(
        str(said["sealed_sha256"]),
        int(said["window"]),
        str(said["title"]),
        str(said["made_at"]),
        str(said["made_by"]),
        bool(said["has_patients"]),
    )


def manifest(title: PackTitle, files: Mapping[str, PackedFile]) -> dict[str, Any]:
    """Return the manifest: every file by name with its digest, sealed as a whole."""
    listed = [
        {"name": each.name, "what": each.what, "bytes": len(each.data), "sha256": each.sha256}
        for each in files.values()
    ]
    body = {"format": FORMAT, **asdict(title), "files": listed}
    return {**body, "sealed_sha256": seal_of(body)}


def seal_of(body: Mapping[str, Any]) -> str:
    """Return the digest over a manifest without its own seal, whatever the order of keys."""
    open_part = {key: value for key, value in body.items() if key != "sealed_sha256"}
    text = json.dumps(open_part, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sums(files: Mapping[str, PackedFile]) -> bytes:
    """Return the digests as ``sha256sum -c`` reads them."""
    return "".join(f"{each.sha256}  {each.name}\n" for each in files.values()).encode()
