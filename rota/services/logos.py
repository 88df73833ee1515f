"""The hospital's logo: looked at and tried on a letter before it is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rota.domain.changes import Changes
from rota.domain.errors import Refused, Unavailable
from rota.domain.letter_content import LetterContent, Picture
from rota.domain.logos import LOGO, MOST_BYTES, logo_of
from rota.services.ports import Storage, Typesetter

BAD_PICTURE = "bad_picture"
"""The typesetter's code for a picture that it cannot draw."""


def read_logo(typesetter: Typesetter, sample: LetterContent, path: Path) -> Picture:
    """Return a logo from a file, once a sample letter with it has been typeset and read back.

    Refuses a file that is no PNG or JPEG of a printable size, or is damaged. Raises Unavailable
    when it cannot be read. Touches no database.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unavailable("not_read", f"{path} cannot be read: {error.strerror}.") from error
    logo = logo_of(data, path.stat().st_size)
    tried = typesetter.typeset([replace(sample, logo=logo)])
    if tried.exceptions:
        fault = tried.exceptions[0]
        why = "Save it again as an RGB PNG." if fault.code == BAD_PICTURE else fault.text
        raise Refused("logo_broken", f"This picture cannot be printed. {why}")
    return logo


def save_logo(storage: Storage, logo: Picture | None) -> Changes:
    """Keep a logo for every letter from now on, or none."""
    with storage.write("settings") as work:
        if logo is None:
            work.trust.remove_picture(LOGO)
        else:
            work.trust.put_picture(logo)
        work.say("Removed the logo." if logo is None else "Changed the logo.")
    return work.changes
