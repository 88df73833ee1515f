"""The key box as a file, twice beside the hospital file: read with suspicion, written whole.

Each copy has a number that grows and a digest. A copy that is damaged, or is older because a crash
came between the two, is passed over, and mended by the next write. Whether a copy was tampered with
is known once somebody has opened it: the secret signs it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from rota.domain.errors import Unavailable
from rota.storage.durable import write_whole
from rota.storage.sealing import Box
from rota.storage.secret import Secret

VERSION = 1
LARGEST = 16 << 20
"""Bytes that are read of a copy: a thousand people after 200 departures take 9.3 million."""
SIGNED = b"strike-rota key box"
HEX = re.compile(r"[0-9a-f]*")


def box_paths(database: Path) -> tuple[Path, Path]:
    """Return where the key box of a file is, and its second copy."""
    return database.with_name(f"{database.name}.keys"), database.with_name(f"{database.name}.keys2")


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a copy holds. ``making``: the file that it is for may not be there yet."""

    file: str
    serial: int
    making: bool
    boxes: Mapping[str, Box] = field(default_factory=dict)
    signature: str = ""

    def name(self, login: str) -> str:
        """Return the name of a login's box: no login can be read in the file."""
        return hashlib.sha256(f"{self.file}\n{login}".encode("utf-8", "replace")).hexdigest()

    def signed(self, secret: Secret) -> KeyFile:
        """Return the next state of it, signed."""
        following = replace(self, serial=self.serial + 1)
        return replace(following, signature=secret.sign(SIGNED, following._body()).hex())

    def is_signed_by(self, secret: Secret) -> bool:
        """Whether somebody who knows the secret wrote it so."""
        return hmac.compare_digest(secret.sign(SIGNED, self._body()).hex(), self.signature)

    def _body(self) -> bytes:
        plain = _plain(self)
        del plain["signature"]
        return json.dumps(plain, sort_keys=True).encode()

    def to_bytes(self) -> bytes:
        """Return it as it is kept."""
        plain = _plain(self)
        digest = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
        return json.dumps({**plain, "sha256": digest}, sort_keys=True, indent=1).encode()


def _plain(kept: KeyFile) -> dict[str, Any]:
    boxes = {
        name: {
            key: b64encode(value).decode() if isinstance(value, bytes) else value
            for key, value in asdict(box).items()
        }
        for name, box in kept.boxes.items()
    }
    return {
        "version": VERSION,
        "file": kept.file,
        "serial": kept.serial,
        "making": kept.making,
        "boxes": boxes,
        "signature": kept.signature,
    }


def new_key_file() -> KeyFile:
    """Return an empty key box of a file that is being made."""
    return KeyFile(secrets.token_hex(16), 0, making=True)


def parse(body: bytes) -> KeyFile:
    """Read a copy. Raises ValueError for whatever is not one, whoever wrote it."""
    try:
        found = json.loads(body)
    except RecursionError:
        raise ValueError("nested without end") from None
    if not isinstance(found, dict) or found.get("version") != VERSION:
        raise ValueError("not a key box")
    digest = found.pop("sha256", None)
    if digest != hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest():
        raise ValueError("the digest does not hold")
    kinds = {"file": str, "serial": int, "making": bool, "boxes": dict, "signature": str}
    if any(type(found.get(name)) is not kind for name, kind in kinds.items()):
        raise ValueError("not a key box")
    names = (found["file"], found["signature"], *found["boxes"])
    if not all(HEX.fullmatch(each) for each in names):
        raise ValueError("not a key box")
    boxes = {str(name): _box(value) for name, value in found["boxes"].items()}
    return KeyFile(found["file"], found["serial"], found["making"], boxes, found["signature"])


def _box(said: object) -> Box:
    names = [each.name for each in fields(Box)]
    if not isinstance(said, dict) or sorted(said) != sorted(names):
        raise ValueError("not a box")
    values: dict[str, Any] = {
        name: b64decode(value, validate=True) if isinstance(value, str) else value
        for name, value in said.items()
    }
    box = Box(**values)
    box.check()
    return box


def copies(database: Path) -> list[KeyFile]:
    """Return the sound copies, the newest first. Raises Unavailable when there is none."""
    found: list[KeyFile] = []
    for path in box_paths(database):
        try:
            with path.open("rb") as file:
                kept = parse(file.read(LARGEST))
        except (OSError, ValueError):
            continue
        if kept not in found:
            found.append(kept)
    if not found:
        raise Unavailable(
            "no_keys",
            f"The key box beside {database.name} is missing or damaged. Put back "
            f"{database.name}.keys from a backup; without it nobody can open the file.",
        )
    return sorted(found, key=lambda kept: -kept.serial)


def write(database: Path, kept: KeyFile) -> None:
    """Write both copies, one after the other: a crash leaves one of them whole.

    The first counts from then on. Should the second not be written, the next write mends it.
    Raises Unavailable when all is as it was.
    """
    body = kept.to_bytes()
    first, second = box_paths(database)
    try:
        write_whole(first, body)
    except OSError as error:
        if not _is_written(first, body):
            raise Unavailable(
                "keys_not_written",
                f"The key box was not written: {error.strerror}. The passphrases and the recovery "
                "code of before still hold. Put that right, then try again.",
            ) from error
    with suppress(OSError):
        write_whole(second, body)


def _is_written(path: Path, body: bytes) -> bool:
    try:
        return path.read_bytes() == body
    except OSError:
        return False
