"""What a letter said, as canonical JSON: read back it is the very same value.

Every field is written out, so that a later default cannot change what a letter once said. Pictures
stand in it by their digest: a logo is the same in ten thousand letters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from rota.domain.letter_content import LetterContent


def body_of(content: LetterContent) -> str:
    """Return a letter as canonical JSON. The same letter gives the same text."""
    return json.dumps(_plain(content), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest_of(body: str) -> str:
    """Return the digest of a letter's JSON."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def pictures_of(content: LetterContent) -> dict[str, bytes]:
    """Return the pictures that a letter prints, by digest."""
    printed = (*((content.logo,) if content.logo else ()), *content.pictures)
    return {_picture_digest(each.data): each.data for each in printed}


def content_of(body: str, pictures: Mapping[str, bytes]) -> LetterContent:
    """Return the letter whose JSON this is; ``pictures`` are by digest."""
    content: LetterContent = _value(LetterContent, json.loads(body), pictures)
    return content


def picture_digests(body: str) -> frozenset[str]:
    """Return the digests of the pictures that a letter's JSON names."""
    said = json.loads(body)
    named = [*([said["logo"]] if said["logo"] else []), *said["pictures"]]
    return frozenset(each["data"] for each in named)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return _picture_digest(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        kind: Any = type(value)
        return {name: _plain(getattr(value, name)) for name in _hints(kind)}
    return value


def _value(kind: Any, plain: Any, pictures: Mapping[str, bytes]) -> Any:
    if plain is None:
        return None
    if get_origin(kind) in (Union, UnionType):
        kind = next(each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is tuple:
        parts = get_args(kind)
        kinds = parts if parts[-1] is not Ellipsis else [parts[0]] * len(plain)
        return tuple(_value(part, each, pictures) for part, each in zip(kinds, plain, strict=True))
    if is_dataclass(kind):
        made: Any = kind
        hints = _hints(made)
        return made(**{name: _value(hints[name], each, pictures) for name, each in plain.items()})
    return pictures[plain] if kind is bytes else plain


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}


@lru_cache(maxsize=64)
def _picture_digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
