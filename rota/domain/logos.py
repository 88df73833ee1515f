"""A hospital's logo: what kind of picture a file is, and whether it can be printed."""

from __future__ import annotations

import struct
from typing import Literal

from rota.domain.errors import Refused
from rota.domain.letter_content import Picture

LOGO = "logo"
"""The name under which it is kept among the hospital's pictures."""

ALT = "Logo"
"""What is read out in its place until the hospital has a name."""

MOST_BYTES = 1_000_000
LEAST_PIXELS, MOST_PIXELS = 40, 4_000
"""The shortest and the longest side. A logo 50 mm wide at 300 dots an inch has 590 pixels."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers whose segment says the picture's size (ITU-T T.81, table B.1)."""
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
"""JPEG markers without a segment."""
_SCAN, _END = 0xDA, b"\xff\xd9"
"""Where a JPEG's picture begins and ends; within, a byte FF is never followed by D9."""
CMYK = 4
"""A JPEG of so many components is one for a printing press."""


def logo_of(data: bytes, size: int | None = None) -> Picture:
    """Return a PNG or JPEG as a logo, told by its bytes and not by its name.

    ``size`` is the whole file's, in bytes, where ``data`` is only its beginning. Refuses other
    kinds, more than a megabyte, and sides under 40 or over 4,000 pixels; whether the rest of the
    file is whole, only drawing it shows.
    """
    size = len(data) if size is None else size
    if size > MOST_BYTES:
        raise Refused(
            "logo_large",
            f"This file has {size / 1_000_000:.1f} megabytes. A logo may have 1 at most: save it "
            "smaller.",
        )
    media: Literal["png", "jpg"]
    if data.startswith(_PNG):
        media, pixels = "png", _png_size(data)
    elif data.startswith(_JPEG):
        media, pixels, inks = "jpg", *_jpeg_frame(data)
        if inks == CMYK:
            raise Refused(
                "logo_colours",
                "This JPEG has the four colours of a printing press (CMYK). Save it as an RGB PNG "
                "or JPEG, and choose that file.",
            )
    elif _is_svg(data):
        raise Refused(
            "logo_svg",
            "An SVG logo may carry more than a picture. Open it in a drawing program, export it as "
            "PNG, 1,000 pixels wide, and choose that file.",
        )
    else:
        raise Refused("logo_kind", "A logo is a PNG or JPEG file; this is neither.")
    if pixels is None:
        raise Refused("logo_broken", "This file is cut short or damaged. Save it again as PNG.")
    if not LEAST_PIXELS <= min(pixels) <= max(pixels) <= MOST_PIXELS:
        raise Refused(
            "logo_size",
            f"This logo has {pixels[0]:,} by {pixels[1]:,} pixels. Each side needs from "
            f"{LEAST_PIXELS} to {MOST_PIXELS:,}: save it at another size.",
        )
    return Picture(LOGO, media, data, ALT)


def _png_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 33 or data[12:16] != b"IHDR" or b"IEND" not in data[-16:]:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_frame(data: bytes) -> tuple[tuple[int, int] | None, int]:
    """Walk the segments; return the size and the number of components, None when it is not whole.

    One that is cut short has no end after its picture begins; a small picture of it, in a segment
    before, may have one.
    """
    at, size, components = 2, None, 0
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == _SCAN:
            return size if _END in data[at:] else None, components
        if marker == 0xFF:
            at += 1
            continue
        if marker in _BARE:
            at += 2
            continue
        if marker in _FRAMES and at + 10 <= len(data):
            height, width, components = struct.unpack(">HHB", data[at + 5 : at + 10])
            size = width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None, components


def _is_svg(data: bytes) -> bool:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(b"<svg") or (start.startswith((b"<?xml", b"<!")) and b"<svg" in start)
