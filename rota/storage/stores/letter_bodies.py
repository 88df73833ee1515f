"""What letters said: compressed JSON of each, and each picture they print once."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from sqlalchemy import Connection, select

from rota.domain.errors import Refused
from rota.domain.letter_bodies import (
    body_of,
    content_of,
    picture_digests,
    pictures_of,
)
from rota.domain.letter_content import LetterContent
from rota.storage.ledger import Ledger
from rota.storage.schema import letter, letter_content, printed_picture


def keep_contents(
    connection: Connection, ledger: Ledger, contents: Mapping[int, LetterContent]
) -> None:
    """Keep what letters say, by their ids."""
    pictures = {
        digest: data
        for content in contents.values()
        for digest, data in pictures_of(content).items()
    }
    query = select(printed_picture.c.sha256).where(printed_picture.c.sha256.in_(pictures))
    there = set(connection.execute(query).scalars())
    ledger.add(
        printed_picture,
        [{"sha256": each, "data": data} for each, data in pictures.items() if each not in there],
    )
    ledger.add(
        letter_content,
        [
            {"letter_id": each, "body": zlib.compress(_bytes(body_of(content)))}
            for each, content in contents.items()
        ],
    )


def read_content(connection: Connection, reference: str) -> LetterContent:
    """Return what a letter said, equal to what was typeset. Refuses one of which nothing is kept.

    Nothing is kept of letters that were made before the program kept what they say.
    """
    query = (
        select(letter_content.c.body)
        .join(letter, letter.c.id == letter_content.c.letter_id)
        .where(letter.c.reference == reference)
    )
    kept = connection.execute(query).scalar()
    if kept is None:
        raise Refused("no_content", f"The words of letter {reference} were not kept.")
    body = zlib.decompress(kept).decode("utf-8", "surrogatepass")
    named = select(printed_picture).where(printed_picture.c.sha256.in_(picture_digests(body)))
    pictures = {row.sha256: bytes(row.data) for row in connection.execute(named)}
    return content_of(body, pictures)


def _bytes(body: str) -> bytes:
    return body.encode("utf-8", "surrogatepass")
