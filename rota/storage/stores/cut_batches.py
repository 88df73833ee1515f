"""Taking letters out of the print files that they lie in."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import Connection, select

from rota.domain.letters import LAST_LETTER, PREFIX
from rota.storage.keyed import chunks
from rota.storage.ledger import Ledger
from rota.storage.schema import letter, print_batch
from rota.storage.stores.settings import SettingStore

Cut = Callable[[bytes, Sequence[tuple[int, int]]], bytes]


def take_letters_out(
    connection: Connection, ledger: Ledger, letter_ids: Collection[int], cut: Cut
) -> tuple[int, set[str]]:
    """Cut letters' pages out of their print files, and their files out of what goes with them.

    The letters behind them move up. The journal keeps the digests of both files. Returns how many
    pages went, and the references, none of which is ever given again.
    """
    gone: dict[int, set[int]] = {}
    pages, references = 0, set()
    for some in chunks(letter_ids):
        for row in connection.execute(select(letter).where(letter.c.id.in_(some))):
            gone.setdefault(row.batch_id, set()).add(row.id)
            references.add(row.reference)
            pages += row.pages
    if references:
        _remember(connection, ledger, max(int(each.removeprefix(PREFIX)) for each in references))
    for batch, ids in gone.items():
        _cut_out(connection, ledger, batch, ids, cut)
    return pages, references


def _remember(connection: Connection, ledger: Ledger, number: int) -> None:
    settings = SettingStore(connection, ledger)
    if number > int(settings.all().get(LAST_LETTER, 0)):
        settings.put({LAST_LETTER: str(number)})


def _cut_out(
    connection: Connection, ledger: Ledger, batch: int, ids: Collection[int], cut: Cut
) -> None:
    query = select(letter).where(letter.c.batch_id == batch).order_by(letter.c.first_page)
    letters = [dict(row) for row in connection.execute(query).mappings()]
    stay = [each for each in letters if each["id"] not in ids]
    out = {each["reference"] for each in letters if each["id"] in ids}
    made = select(print_batch).where(print_batch.c.id == batch)
    before = dict(connection.execute(made).mappings().one())
    pdf = cut(bytes(before["pdf"]), [(each["first_page"], each["pages"]) for each in stay])
    pairs, first = [], 1
    for each in stay:
        pairs.append((each, {**each, "first_page": first}))
        first += each["pages"] + each["pages"] % 2
    ledger.change(letter, pairs)
    enclosed = before["enclosed"]
    after = {
        **before,
        "letters": len(stay),
        "pages": first - 1,
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "pdf": pdf,
        "enclosed": None if enclosed is None else _without(bytes(enclosed), out),
    }
    ledger.change(print_batch, [(before, after)])


def _without(archive: bytes, references: Collection[str]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            if entry.filename.partition(".")[0] not in references:
                target.writestr(entry, source.read(entry))
    return out.getvalue()
