"""Checks a strike pack: every file as it was sealed, none missing, none added."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rota.domain.pack import FORMAT, MANIFEST, SIGNATURES, SUMS, PackSeal, read_seal, seal_of
from rota.domain.sign_offs import SeenLine, seen_digest

MOST_FILES = 1000
MOST_BYTES = 500_000_000
"""More than this no pack holds once unpacked: what claims more is not read."""

NOT_A_PACK = "This file is not a strike pack, or it is damaged."


NOT_READ = "The manifest of the pack cannot be read."
_END_OF_ZIP = b"PK\5\6"
_END_LENGTH = 22
"""Bytes of the record that ends an archive without a comment."""


def check_pack(data: bytes) -> list[str]:
    """Return what is wrong with a pack, in sentences; nothing when it agrees with itself.

    Somebody who works every digest out again can make another that does: see ``pack_seal``.
    """
    try:
        return list(_faults(data))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [NOT_READ]
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, OSError):
        return [NOT_A_PACK]


def pack_seal(data: bytes) -> PackSeal:
    """Return the seal of a pack in which nothing is wrong: the hospital's history has it too."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return read_seal(json.loads(archive.read(MANIFEST)))


def _faults(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = archive.infolist()
        if len(listed) > MOST_FILES or sum(each.file_size for each in listed) > MOST_BYTES:
            yield "The file holds more than a strike pack ever does. It was not read."
            return
        is_framed = _is_framed(data, listed)
        names = [each.filename for each in listed]
        held = {name: archive.read(name) for name in names}
    if MANIFEST not in held:
        yield NOT_A_PACK
        return
    said = json.loads(held[MANIFEST])
    if said["format"] != FORMAT:
        yield "The pack is of another version of this program."
        return
    read_seal(said)
    if not is_framed:
        yield "Something stands before or after the files of the pack."
    if said["sealed_sha256"] != seal_of(said):
        yield "The manifest was changed after it was sealed."
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name} is in the pack twice."
    yield from _changed(held, {each["name"]: each["sha256"] for each in said["files"]})
    if SIGNATURES in held:
        yield from _bad_signatures(json.loads(held[SIGNATURES]))


def _is_framed(data: bytes, listed: Sequence[zipfile.ZipInfo]) -> bool:
    """Say whether an archive begins with its first file and ends with its own end."""
    begins = min((each.header_offset for each in listed), default=0) == 0
    end = data[-_END_LENGTH:]
    return begins and end.startswith(_END_OF_ZIP) and end.endswith(b"\0\0")


def _changed(held: Mapping[str, bytes], wanted: Mapping[str, str]) -> Iterator[str]:
    for name, sha256 in wanted.items():
        if name not in held:
            yield f"{name} is missing."
        elif hashlib.sha256(held[name]).hexdigest() != sha256:
            yield f"{name} was changed."
    for name in sorted(held.keys() - wanted.keys() - {MANIFEST, SUMS}):
        yield f"{name} was added after the pack was sealed."
    if SUMS not in held:
        yield f"{SUMS} is missing."
    elif _read_sums(held[SUMS]) != wanted:
        yield f"{SUMS} does not name the files as the manifest does."


def _read_sums(data: bytes) -> Mapping[str, str]:
    lines = (line.partition("  ") for line in data.decode().splitlines())
    return {name: sha256 for sha256, _, name in lines}


def _bad_signatures(signed: list[dict[str, Any]]) -> Iterator[str]:
    """Yield each signature whose digest is not that of what it says was seen."""
    for each in signed:
        lines = [SeenLine(line["section"], line["key"], line["text"]) for line in each["seen"]]
        place = each["window"], each["revision"], each["department"]
        if seen_digest(*place, lines) != each["seen_sha256"]:
            day = datetime.fromisoformat(each["at"]).date()
            yield f"The signature for {each['department']} of {day} is not of what it lists."
