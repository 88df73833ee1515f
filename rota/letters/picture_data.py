"""Pictures as plain JSON values, each under a key of its own."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Any

from rota.domain.letter_content import Picture


@lru_cache(maxsize=500)
def drawing_key(picture: Picture) -> str:
    """Return what names a picture: the same for the same picture with the same description."""
    return sha256(picture.alt.encode() + b"\0" + picture.data).hexdigest()[:16]


def drawing_data(picture: Picture) -> dict[str, Any]:
    """Return a picture for the template.

    JSON has no bytes: a PNG or JPEG goes as one letter for each byte, which the template turns
    back.
    """
    is_svg = picture.media == "svg"
    data = picture.data.decode() if is_svg else picture.data.decode("latin-1")
    return {"svg": is_svg, "data": data, "alt": picture.alt}
