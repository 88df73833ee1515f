"""Reads a file of JSON that is not to be trusted: encodings, depth, numbers, names given twice."""

from __future__ import annotations

import json
import re
from typing import Any

from rota.domain.errors import Refused
from rota.tables.entries import MAX_BYTES

Node = dict[str, Any]

TWICE = "\x00twice"
"""Under this name an object keeps the first name that it was given twice."""

_LONGEST_NUMBER = 18
_SPACE = re.compile(r"[ \t\r\n]*")
_BYTE_MARKS = {"utf-8-sig": 3, "utf-16": 2, "utf-32": 4}


def read_documents(data: bytes) -> list[Any]:
    """Return the JSON values of a file: one, or one after the other as in NDJSON.

    Raises Refused when it is too large, cut short, nested too deep or not JSON.
    """
    if len(data) > MAX_BYTES:
        size = f"{MAX_BYTES // 10**6:,} MB"
        raise Refused("file_too_large", f"The file is larger than {size}: split it in two.")
    text = _text_of(data)
    decoder = json.JSONDecoder(
        object_pairs_hook=_object, parse_int=_whole, parse_constant=_refuse_constant
    )
    found = []
    at = _past_space(text, 0)
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            found.append(value)
            at = _past_space(text, at)
    except RecursionError:
        raise Refused("json_too_deep", "The file is nested deeper than FHIR ever is.") from None
    except ValueError as error:
        raise Refused("json_damaged", _where(error)) from None
    return found


def _text_of(data: bytes) -> str:
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        text = "The file is not in UTF-8, as FHIR must be; ask for it again, or save it as UTF-8."
        raise Refused("not_utf8", text) from None


def _past_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _object(pairs: list[tuple[str, Any]]) -> Node:
    node: Node = dict(pairs)
    if len(node) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                node[TWICE] = name
                break
            seen.add(name)
    return node


def _whole(text: str) -> int | str:
    """Return a whole number; one longer than FHIR allows stays text, for its entry to refuse."""
    return int(text) if len(text) <= _LONGEST_NUMBER else text


def _refuse_constant(name: str) -> Any:
    raise Refused("json_damaged", f"The file holds {name}, which is no JSON: it is damaged.")


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        at = f"line {error.lineno:,}, character {error.colno:,}"
        return f"The file is cut short or is no JSON: it cannot be read from {at} on."
    return "The file is cut short or is no JSON."
